"""The strings of the versions of an article."""


class VersionsText:
    TITLE = "Versions"
    PAIR = "{before} → {after} of {total}"
    LEGEND = "‹deleted› · bold: new"
    DETAIL = "added {date} · ‹deleted› · bold: new"
    PROPOSED = "A file proposes a new version. Press cp in the library to compare it."
    ONE_VERSION = "The article has only one version. Add it again to check for changes."
    NO_LATER_CHANGE = "No later change"
    NO_EARLIER_CHANGE = "No earlier change"
    NOT_STORED = "The later version is only proposed. Accept it to compare its findings."
