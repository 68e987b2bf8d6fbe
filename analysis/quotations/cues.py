"""Look up reporting verbs and nouns in all their forms.

Lexicon of reporting verbs and nouns, grouped by their complements.

Collected by hand from dictionaries and reading. An entry is `word:prepositions`; the
prepositions, if any, may introduce the content.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.quotations import cues

# Take a clause ("said that …", "said …"), also before or around the cue ("…, he said").
CLAUSE_VERBS = """
remember charge anticipate enthuse testify exhort:to admonish say:of,about tell:about,of add note
claim argue state report announce write:of,about explain insist warn:of,against,about acknowledge
declare suggest admit:to assert allege contend maintain stress emphasize reiterate repeat confirm
concede conclude predict reveal disclose indicate hint:at joke:about boast:of,about brag:of,about
quip remark:on comment:on observe recall reply respond:with counter:with retort exclaim proclaim
tweet:about post:about blog email text opine:on muse:on speculate:about,on caution:against
remind:of assure:of inform:of notify:of reassure testify:to,about swear:to attest:to affirm vow
pledge promise agree:with,on recount relate mention propose recommend protest object:to lament
bemoan marvel:at gush:about rave:about fume:about scoff:at gripe:about grumble:about
complain:about,of echo elaborate:on clarify specify estimate calculate forecast rule find
confess:to divulge profess blurt reckon quote cite signal underline underscore highlight venture
volunteer posit theorize philosophize advise:against counsel preach demand urge ask:about,for
inquire:about wonder:about query request beg plead:for retell narrate prophesy foretell guarantee
threaten emerge transpire deny dispute rebut refute conjecture hypothesize surmise postulate
wisecrack deadpan
intimate insinuate intone interject advertise bluster crow decree instruct order lecture stipulate
summarize certify point reason concur imply believe think hope fear
"""

# Introduce quoted words, but no clause: "he laughed", "she shot back".
QUOTE_VERBS = """
put continue laugh smile sigh shrug nod grin shout yell scream cry whisper mutter murmur growl
snap chime shoot fire hit begin finish chant sing read intone deadpan drawl chuckle giggle sob
bark bellow boom holler mumble stammer stutter thunder snarl sneer hiss groan moan implore beseech
tease kid gush rant vent go croak purr snort plead pronounce answer reprise persist conclude opine
rail riff roar chirp utter coo jest jeer taunt riposte recite recollect scribble caption sign
press push prod probe interrupt chip butt offer fume rage blast storm
"""

# Their object is the content: "praised the deal", "called it a scandal", "accused him of lying".
OBJECT_VERBS = """
accuse criticize praise describe call denounce condemn blast slam mock discuss dismiss defend tout
mention detail express question challenge list outline reveal propose announce recommend request
demand predict suggest reiterate repeat echo lament bemoan chide emphasize stress highlight
recount disclose deny confirm explain acknowledge articulate assail decry deride ridicule lambaste
castigate rebuke reprimand chastise berate scold excoriate hail laud commend applaud extol
characterize portray label brand dub term reject blame thank congratulate compare liken invoke
reference quote recall recite allege voice convey vilify disparage belittle skewer warn admonish
dispute contest protest espouse trumpet underscore underline retell debunk rebut refute declare
deem pronounce herald christen nickname note compliment insult taunt upbraid lampoon satirize
pillory flay tweet retweet cite
"""

# Their infinitive is the content: "vowed to fight", "refused to answer".
INFINITIVE_VERBS = """
vow pledge promise offer threaten refuse decline agree propose swear urge ask demand request beg
plead claim profess volunteer guarantee
"""

# Their object is the addressee, and the content follows: "told reporters that", "urged him to".
ADDRESSEE_VERBS = """
tell assure remind inform notify reassure warn advise ask urge promise persuade text email caution
instruct order implore beseech beg lecture counsel query admonish direct request invite challenge
encourage
"""

# A preposition introduces their content: "talked about the deal", "called for a vote".
PREPOSITIONS = """
talk:about,of speak:about,of call:for,on,upon,out point:to,out refer:to allude:to lash:out
comment:on dwell:on expound:on opine:on testify:about elaborate:on hint:at complain:about,of
warn:of,against,about ask:about,for inquire:about,into joke:about boast:of,about brag:about,of
respond:to reply:to object:to argue:for,against,over disagree:with agree:with,on
lie:about vent:about rail:against,about rant:about muse:about tweet:about write:about,of confess:to
admit:to plead:for
press:for apologize:for lobby:for insist:on speculate:about,on wonder:about gush:about gripe:about
caution:against vouch:for chat:about spell:out lay:out take:issue play:up,down
"""

# Report a thought, not speech: included because readers look for opinions, but less certain.
THOUGHT_VERBS = """
think believe feel hope fear worry:about,that know doubt expect realize understand suspect assume
imagine guess learn discover decide conclude see want wish consider reckon
"""

# Take a clause only with "that": "cited", "posted".
THAT_VERBS = """
cite quote highlight mention underscore underline post tweet find propose ask demand disclose
relate recount express dispute refute rebut point order instruct object protest narrate summarize
specify clarify query question threaten maintain echo signal lament write describe recommend
request reply respond stipulate advertise lecture preach attest
"""

# Commands: their infinitive is content too seldom: "invited him to speak".
COMMAND_VERBS = (
    "encourage persuade invite instruct request order challenge tell direct threaten warn advise"
)

# Publish or show: the source is a paper, a poll or a document.
DOCUMENT_VERBS = """
show find report read suggest indicate reveal conclude estimate demonstrate project rule note
state declare confirm imply
"""

# Mean that nothing was said.
WITHHOLDING_VERBS = "decline refuse"

# Reporting nouns: "X's claim that …", "in a statement", "the report said".
REPORTING_NOUNS = """
statement claim comment remark suggestion assertion allegation accusation argument announcement
warning promise pledge vow complaint criticism prediction report belief view contention insistence
declaration acknowledgment acknowledgement admission concern question call demand charge notion
speech interview email letter tweet post message reply response answer testimony memo release
conclusion observation reminder opinion assessment hope fear rumor speculation theory confession
assurance proposal threat point sentiment word words chant cheer chorus choruses cry cries scream
shout
"""

# May come between a subject and its cue, or between a cue and its content.
GOVERNING_VERBS = """
go want like try begin start continue seem appear plan decide expect need come hasten proceed
choose tend intend happen use hurry keep move refuse decline help dare hesitate fail hope offer
prepare
"""

IRREGULAR_FORMS = {
    "said": "say",
    "saying": "say",
    "sez": "say",
    "told": "tell",
    "wrote": "write",
    "written": "write",
    "spoke": "speak",
    "spoken": "speak",
    "swore": "swear",
    "sworn": "swear",
    "began": "begin",
    "begun": "begin",
    "went": "go",
    "gone": "go",
    "thought": "think",
    "felt": "feel",
    "knew": "know",
    "known": "know",
    "understood": "understand",
    "found": "find",
    "shown": "show",
    "saw": "see",
    "seen": "see",
    "sang": "sing",
    "sung": "sing",
    "shot": "shoot",
    "hit": "hit",
    "read": "read",
    "foretold": "foretell",
    "forecast": "forecast",
    "put": "put",
    "putting": "put",
    "came": "come",
    "lay": "lay",
    "laid": "lay",
    "took": "take",
    "taken": "take",
    "chose": "choose",
    "kept": "keep",
    "meant": "mean",
    "quit": "quit",
    "pled": "plead",
    "learnt": "learn",
    "retold": "retell",
    "lied": "lie",
    "lying": "lie",
    "held": "hold",
    "spelt": "spell",
}


_VOWELS = frozenset("aeiou")


def _entries(table: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in table.split():
        word, _, prepositions = entry.partition(":")
        more = frozenset(filter(None, prepositions.split(",")))
        found[word] = found.get(word, frozenset()) | more
    return found


_SAYING = _entries(cues.CLAUSE_VERBS)
_VOICING = _entries(cues.QUOTE_VERBS)
_ADDRESSING = _entries(cues.OBJECT_VERBS)
_PROMISING = _entries(cues.INFINITIVE_VERBS)
_TELLING = _entries(cues.ADDRESSEE_VERBS)
_PREPOSITIONS = _entries(cues.PREPOSITIONS)
_THINKING = _entries(cues.THOUGHT_VERBS)
_SHOWING = _entries(cues.DOCUMENT_VERBS)
_WITHHOLDING = _entries(cues.WITHHOLDING_VERBS)
_GOVERNING = _entries(cues.GOVERNING_VERBS)
_WITH_THAT = frozenset(cues.THAT_VERBS.split())
_BIDDING = frozenset(cues.COMMAND_VERBS.split())
_NOUNS = frozenset(cues.REPORTING_NOUNS.split())
_REPORTING = frozenset().union(
    _SAYING,
    _VOICING,
    _ADDRESSING,
    _PROMISING,
    _TELLING,
    _PREPOSITIONS,
    _THINKING,
    _SHOWING,
    _WITHHOLDING,
)
_LEMMAS = _REPORTING.union(_GOVERNING)


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb, described by its complements.

    `saying`: a clause; `voicing`: quoted words only; `addressing`: an object; `promising`: an
    infinitive; `telling`: an addressee; `prepositions`: those that may introduce the content.
    `thinking` verbs report a thought, `showing` verbs the content of a paper or poll.
    `withholding` verbs report that nothing was said.
    """

    lemma: str
    takes_clause: bool
    takes_quote: bool
    takes_object: bool
    takes_infinitive: bool
    takes_addressee: bool
    is_thought: bool
    is_document: bool
    is_withholding: bool
    prepositions: frozenset[str]

    @property
    def takes_bare_clause(self) -> bool:
        """Return whether a clause may follow without "that"."""
        return self.takes_clause and self.lemma not in _WITH_THAT

    @property
    def is_command(self) -> bool:
        """Return whether the verb is a command, whose infinitive alone is hardly a report."""
        return self.lemma in _BIDDING

    @property
    def is_naming(self) -> bool:
        """Return whether the verb labels its object and needs the label: *called* it a scandal."""
        return self.lemma in (
            "call",
            "label",
            "dub",
            "brand",
            "term",
            "describe",
            "portray",
            "deem",
            "pronounce",
            "christen",
            "nickname",
        )

    @property
    def is_speech(self) -> bool:
        """Return whether the verb takes a clause and reports speech rather than a thought."""
        return self.takes_clause and not self.is_thought


_UNKNOWN = Cue(
    "",
    takes_clause=False,
    takes_quote=False,
    takes_object=False,
    takes_infinitive=False,
    takes_addressee=False,
    is_thought=False,
    is_document=False,
    is_withholding=False,
    prepositions=frozenset(),
)


@lru_cache(maxsize=8192)
def lemma(form: str) -> str:
    """Return the base form of a lower-case form of a known verb, else the form itself."""
    if form in cues.IRREGULAR_FORMS:
        return cues.IRREGULAR_FORMS[form]
    for candidate in _candidates(form):
        if candidate in _LEMMAS:
            return candidate
        american = candidate.replace("is", "iz") if "is" in candidate[-4:] else ""
        if american in _LEMMAS:
            return american
    return form


def _candidates(form: str) -> list[str]:
    found = [form]
    for ending, repairs in (
        ("ies", ("y",)),
        ("ied", ("y",)),
        ("ying", ("y", "ie")),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
    ):
        stem = form[: -len(ending)]
        if form.endswith(ending) and len(stem) >= 2:
            found += [stem + repair for repair in repairs]
            if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
                found.append(stem[:-1])
    return found


@lru_cache(maxsize=8192)
def verb_cue(form: str) -> Cue | None:
    """Return the cue of a lower-case verb form, or None if it reports nothing."""
    base = lemma(form)
    if base not in _REPORTING:
        return None
    none: frozenset[str] = frozenset()
    return Cue(
        base,
        takes_clause=base in _SAYING,
        takes_quote=base in _VOICING,
        takes_object=base in _ADDRESSING,
        takes_infinitive=base in _PROMISING,
        takes_addressee=base in _TELLING,
        is_thought=base in _THINKING,
        is_document=base in _SHOWING,
        is_withholding=base in _WITHHOLDING,
        prepositions=_SAYING.get(base, none)
        | _PREPOSITIONS.get(base, none)
        | _THINKING.get(base, none),
    )


def make_quote_cue(form: str) -> Cue:
    """Build a cue for an unknown verb that is next to quoted words."""
    return replace(_UNKNOWN, lemma=form, takes_quote=True)


def make_naming_cue(form: str) -> Cue:
    """Build a cue for an unknown verb that describes its object with quoted words."""
    return replace(_UNKNOWN, lemma=form, takes_object=True)


def is_governing_verb(form: str) -> bool:
    """Return whether a verb form can govern a cue: *went* on to say, *declined* to say."""
    return lemma(form) in _GOVERNING


@lru_cache(maxsize=8192)
def is_noun_cue(form: str) -> bool:
    """Return whether a lower-case noun reports speech: a *statement*, their *claims*."""
    return form in _NOUNS or (form.endswith("s") and form[:-1] in _NOUNS)
