"""The strings of corrections and correction rules."""


class CorrectionText:
    TITLE = "Corrections"
    TITLE_OF_ARTICLE = "Corrections: {title}"
    TITLE_OF_RULES = "Correction rules"
    CORRECTION = "correction"
    RULE = "correction rule"
    COUNTS = "{corrections}, {rules}"
    IN_ARTICLE = "Corrections of this article"
    IN_ALL_ARTICLES = "Correction rules for all articles"
    NO_CORRECTIONS = (
        "No corrections of this article yet. In its text, press c and another key to make one."
    )
    NO_RULES = (
        "No correction rules yet. In an article, press c and another key, then cc to make a rule."
    )
    CANDIDATE = "{mentions} · {role}"
    MENTION = "mention"

    # Correction rules
    SCOPE_QUESTION = "{rule}?"
    NEW_ARTICLES = "New articles only"
    NEW_ARTICLES_DETAIL = "articles added from now on"
    ALL_ARTICLES = "All articles"
    ALL_ARTICLES_DETAIL = "also {articles} with these words"
    STORED_ARTICLE = "stored article"
    AND_MORE = "{rule}, and {number:,} more"
    RULE_ADDED = "{rule}, in new articles. cr lists the rules."
    RULE_DELETED_UNDO = "Deleted the rule: {rule}"
    REVERTED_UNDO = "Reverted: {correction}"
    REAPPLY_JOB = "Apply correction rules"
    NOT_UPDATED = "Stored articles were not updated: {error}"
    UPDATED = "Updated {articles}."
    NOTHING_UPDATED = "No article needed an update."
    ALREADY_RULE = "This rule applies to new articles already. Press A to apply it to stored ones."
    ONLY_THIS_ARTICLE = "No rule can be made of this correction: it applies only to this article."
    NO_RULES_TO_APPLY = "No correction rules yet. Press c on a correction to make one."
