"""Nouns and titles that denote a person's role or kind: a minister, a spokeswoman, Sen., Mrs."""

import re
from functools import cache, lru_cache

from analysis.coref.given_names import Gender

# Forms of address: they imply a gender or a rank, but are not a role.
HONORIFICS: dict[str, Gender | None] = {
    "mr": "man",
    "mister": "man",
    "messrs": "man",
    "sir": "man",
    "lord": "man",
    "mrs": "woman",
    "ms": "woman",
    "miss": "woman",
    "madam": "woman",
    "mme": "woman",
    "lady": "woman",
    "dame": "woman",
    "dr": None,
    "hon": None,
    "esq": None,
}

# Abbreviated titles before a name, with the full noun.
ABBREVIATED_TITLES = {
    "adm": "admiral",
    "amb": "ambassador",
    "asst": "assistant",
    "atty": "attorney",
    "brig": "brigadier",
    "capt": "captain",
    "cdr": "commander",
    "ceo": "chief executive",
    "cfo": "chief financial officer",
    "cmdr": "commander",
    "col": "colonel",
    "coo": "chief operating officer",
    "cpl": "corporal",
    "cto": "chief technology officer",
    "del": "delegate",
    "det": "detective",
    "fr": "father",
    "gen": "general",
    "gov": "governor",
    "insp": "inspector",
    "lt": "lieutenant",
    "maj": "major",
    "mep": "lawmaker",
    "mp": "lawmaker",
    "pm": "prime minister",
    "pres": "president",
    "prof": "professor",
    "rep": "representative",
    "reps": "representative",
    "rev": "reverend",
    "sec": "secretary",
    "sen": "senator",
    "sens": "senator",
    "govs": "governor",
    "gens": "general",
    "profs": "professor",
    "revs": "reverend",
    "cols": "colonel",
    "sgts": "sergeant",
    "sgt": "sergeant",
    "supt": "superintendent",
    "vp": "vice president",
}

_PLURAL_TITLES = frozenset({"sens", "reps", "govs", "gens", "profs", "drs", "revs", "cols", "sgts"})

_MEN = """
abbot actor alderman anchorman archbishop archduke assemblyman ayatollah baron bishop boy boyfriend
brother brother-in-law businessman cameraman cardinal chairman clergyman congressman councillorman
councilman count countryman craftsman dad doorman duke emperor ex-husband father father-in-law
fireman fisherman foreman frontman gentleman godfather grandfather grandson gunman guy half-brother
handyman headmaster hitman horseman host husband imam king lad landlord lawman layman lord man
middleman milkman monk mullah nephew newsman nobleman ombudsman policeman pope postman priest prince
repairman salesman schoolboy sheikh showman son son-in-law spokesman sportsman statesman stepfather
stepson strongman sultan taxman uncle vice-chairman weatherman widower workman
"""
_WOMEN = """
actress anchorwoman assemblywoman aunt ballerina baroness bride businesswoman chairwoman comedienne
congresswoman councilwoman countess daughter daughter-in-law dowager duchess empress ex-wife girl
girlfriend goddaughter godmother granddaughter grandmother half-sister headmistress heiress hostess
housewife lady landlady maid mistress mom mother mother-in-law mum niece noblewoman nun policewoman
princess queen saleswoman schoolgirl servicewoman sister sister-in-law spokeswoman sportswoman
stateswoman stepdaughter stepmother waitress widow wife woman
"""
_ANYONE = """
academic accountant accuser activist adjutant administrator admiral adviser advisor advocate agent
aide ally ambassador analyst anchor anthropologist apprentice archaeologist architect archivist
artist aspirant assassin assistant associate astronaut astronomer athlete attacker attendant
attorney attorney-general author authority backbencher backer baker banker barrister bassist batsman
beneficiary billionaire biochemist biographer biologist blogger bodyguard boss botanist bowler boxer
breadwinner brigadier broadcaster broker builder bureaucrat butcher buyer bystander campaigner
candidate captain captor caregiver caretaker cartoonist caucus-goer celebrity cellist chair
chairperson challenger champion chancellor chaplain chef chemist chief child choreographer citizen
civilian cleric clerk climatologist climber co-author co-chair co-creator co-defendant co-director
co-founder co-host co-owner co-pilot co-worker coach coauthor cofounder collaborator colleague
collector colonel columnist comedian comic commandant commander commander-in-chief commando
commentator commissioner complainant composer comptroller comrade conductor congressperson
conservationist constable consul consultant contender contestant contractor contributor controller
convict coordinator coordinator-general cop coroner corporal correspondent cosmonaut cosplayer
councillor councilmember councilor counsel counselor counterpart cousin creator cricketer criminal
critic crook culprit curator custodian customer cyclist dancer dealer dean defector defendant
defender delegate democrat demonstrator dentist deputy deputy-leader designer detainee detective
developer dictator dignitary diplomat director dissident doctor donor dramatist driver drummer
ecologist economist editor editor-at-large editor-in-chief educator employee employer engineer
entertainer entrepreneur envoy epidemiologist escapee essayist evangelist ex-president ex-wrestler
examiner executive expert explorer exporter extremist farmer fellow fielder fighter filmmaker
financier firefighter flautist footballer forecaster foreigner forester forward founder freelancer
friend front-runner frontrunner fugitive fundraiser gangster gardener general geneticist geographer
geologist geophysicist goalie goalkeeper golfer governor governor-general grandchild guard guerrilla
guest guide guitarist gymnast hacker hairdresser head headteacher healer heir helper hero historian
holder homeowner hostage humanitarian humorist hunter illustrator immigrant immunologist incumbent
industrialist infantryman influencer informant inhabitant inmate insider inspector inspector-general
instructor intern interpreter intruder invader inventor investigator investor islander jailer
jihadist jockey journalist judge jurist juror justice keeper kidnapper laborer labourer landowner
laureate lawmaker lawyer leader lecturer legend legislator liberal librarian lieutenant lifeguard
linguist lobbyist looter lover loyalist magician magistrate major manager manufacturer marine
marshal mastermind mathematician mayor mechanic mediator medic member mentor merchant meteorologist
microbiologist midfielder midwife migrant militant millionaire minder miner minister mobster model
moderate moderator mogul monarch motorist mountaineer mourner musician naturalist negotiator
neighbor neighbour neurologist neuroscientist newcomer newlywed nominee novelist nurse observer
offender officer official oncologist onlooker operative operator opponent oppositionist organiser
organizer orphan owner painter paleontologist panelist paramedic parent parliamentarian partner
passenger passer-by pastor patient patron peacekeeper pediatrician pensioner perpetrator person
personality pharmacist philanthropist philosopher photographer photojournalist physician physicist
pianist pilot pioneer pirate pitcher plaintiff planner player playwright plumber poet policymaker
politician pollster postdoc practitioner preacher predecessor premier presenter president
president-elect principal prisoner producer professor programmer promoter prosecutor protagonist
protester protestor psychiatrist psychologist publicist publisher pundit quarterback rabbi racer
radical rancher ranger rapist rapper reader rebel receptionist recruiter referee reformer refugee
registrar relative reporter representative republican rescuer researcher resident respondent
responder restaurateur retiree reverend reviewer rider rival robber rower runner sailor saint
salesperson scholar scientist scout screenwriter sculptor second-in-command secretary
secretary-general seismologist seller senator separatist sergeant servant serviceman settler
shareholder sheriff shooter shopkeeper shopper sibling singer singer-songwriter skater skier skipper
smuggler sniper socialist sociologist soldier solicitor soloist someone songwriter soprano source
speaker specialist spectator speechwriter spokesperson sponsor sprinter spy staffer stalker stand-in
star statistician stockbroker storyteller stowaway strategist streamer striker student stylist
subcontractor successor superintendent superstar supervisor supporter surgeon surveyor survivor
suspect swimmer sympathizer tailor teacher teammate technician technologist teen teenager tenant
tenor terrorist theologian therapist thief thinker toddler tourist trader tradesman trainee trainer
traitor translator traveler traveller treasurer tribesman trombonist trumpeter trustee tutor tycoon
undergraduate undersecretary undersecretary-general user vandal vendor veteran veterinarian vicar
vice-president viceroy victim viewer villager violinist virologist visitor vlogger volunteer voter
waiter warden warlord warrior weightlifter whistleblower winemaker winger winner witness worker
wrestler writer youngster youth youtuber zoologist
"""

# Nouns for people without a role: only their gender is used.
GENERIC_PERSON_NOUNS = frozenset(
    {
        "man",
        "woman",
        "boy",
        "girl",
        "child",
        "person",
        "guy",
        "lady",
        "gentleman",
        "human",
        "someone",
    }
)

# Nouns for family members, who can share a surname.
_RELATIVES_TEXT = """
aunt brother cousin daughter daughter-in-law ex-husband ex-wife father father-in-law granddaughter
grandfather grandmother grandson husband mother mother-in-law nephew niece sister sister-in-law son
son-in-law uncle widow widower wife
"""
FAMILY_NOUNS = frozenset(_RELATIVES_TEXT.split())
# Nouns for a relation to another person.
_RELATIONS_TEXT = """
ally boyfriend colleague counterpart friend girlfriend neighbor neighbour opponent partner
predecessor rival successor
"""
RELATION_NOUNS = FAMILY_NOUNS | frozenset(_RELATIONS_TEXT.split())

_ORGANISATIONS = """
administration agency airframer airline alliance army association authority automaker band
bank board body bookmaker brand brewer broadcaster broadsheet bureau business cabinet carmaker chain
charity chipmaker church city-council club coalition college commission committee company
conglomerate congregation consortium consultancy cooperative corporation council court daily
department developer-firm distributor drugmaker embassy enterprise faction federation firm force
foundation franchise fund giant government group gym hospital institute institution insurer junta
league lender magazine maker manufacturer mayoralty militia ministry mosque movement museum navy
network newspaper ngo orchestra organisation organization outfit outlet panel paper parliament party
police publication publisher railway regime regulator retailer school senate service society
start-up startup station studio subsidiary supermarket supplier tabloid team think-tank thinktank
tribunal troupe union university utility watchdog website weekly wholesaler
"""

_DOCUMENTS_TEXT = """
accord act agreement amendment bill constitution convention deal declaration directive law
legislation ordinance pact paper poll protocol report resolution review statute study survey treaty
"""
_DOCUMENTS = frozenset(_DOCUMENTS_TEXT.split())

# Endings that mark an unlisted word as a noun for a person ("neurosurgeon", "hedge-fund-manager").
_ENDINGS = re.compile(
    r"[a-z]{3,}(?:ologist|ographer|ician|keeper|maker|holder|worker|player|leader|writer|owner"
    r"|manager|director|surgeon|officer|minister|secretary|founder|fighter|trader|dealer|driver)"
)
_PEOPLE = re.compile(r"[a-z-]{2,}(?:man|woman|person)")
_NOT_PEOPLE_TEXT = "german roman ottoman human talisman superwoman caiman shaman"
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_TEXT.split())
_PLURALS = {
    "children": "child",
    "people": "person",
    "wives": "wife",
    "housewives": "housewife",
    "midwives": "midwife",
    "heroes": "hero",
    "chiefs": "chief",
    "thieves": "thief",
    "police": "police",
}

# Cache size: the same words are looked up many times in a text.
_CACHE_SIZE = 20_000


@cache
def _gender_by_noun() -> dict[str, Gender | None]:
    nouns: dict[str, Gender | None] = dict.fromkeys(_ANYONE.split())
    nouns.update(dict.fromkeys(_MEN.split(), "man"))
    nouns.update(dict.fromkeys(_WOMEN.split(), "woman"))
    nouns["host"] = None
    return nouns


@lru_cache(maxsize=_CACHE_SIZE)
def singular(noun: str) -> str:
    """Return the singular of a noun in lower case, or the noun itself if it is not a plural."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if (noun.endswith("men") and len(noun) > 3) or noun == "men":
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


@lru_cache(maxsize=_CACHE_SIZE)
def role_noun(word: str) -> str | None:
    """Return the role noun of a word, in the singular and spelled out, or None for other words.

    "Ministers" → "minister", "Sen." → "senator", "co-founder" → "co-founder", "table" → None.
    """
    noun = word.lower().rstrip(".")
    if noun in ABBREVIATED_TITLES:
        return ABBREVIATED_TITLES[noun] if is_abbreviated_title(word) else None
    before, _, head = noun.rpartition("-")
    if before in ("co", "ex", "vice", "former", "then") and head in ABBREVIATED_TITLES:
        return ABBREVIATED_TITLES[head]
    return _singular_person_noun(noun)


def is_plural_title(word: str) -> bool:
    """Return whether a title applies to several people: "Sens.", "Presidents"."""
    noun = word.lower().rstrip(".")
    return noun in _PLURAL_TITLES or (noun not in ABBREVIATED_TITLES and singular(noun) != noun)


def singular_title(title: str) -> str:
    """Return the singular of a shared title, spelled as in the text: "Sens." → "Sen."."""
    word = title.lower().rstrip(".")
    if word in _PLURAL_TITLES:
        return title.rstrip(".")[:-1] + "." * title.endswith(".")
    single = singular(word)
    if word.endswith("men"):
        return title[:-2] + "an"
    return title[:-3] + "y" if word.endswith("ies") else title[: len(single)]


def organisation_noun(word: str) -> str | None:
    """Return the organisation noun of a word, in the singular, or None for other words."""
    noun = singular(word.lower())
    return noun if noun in _organisation_nouns() else None


@cache
def _organisation_nouns() -> frozenset[str]:
    return frozenset(_ORGANISATIONS.split())


def document_noun(word: str) -> str | None:
    """Return the document noun of a word, in the singular, or None for other words."""
    noun = singular(word.lower())
    return noun if noun in _DOCUMENTS else None


def is_abbreviated_title(word: str) -> bool:
    """Return whether a word is an abbreviated title: "Sen.", "CEO"."""
    if word in ("Del", "DEL"):
        return False  # "Del Toro" is a name, "Del. Roe" a delegate
    return word[:1].isupper() and word.lower().rstrip(".") in ABBREVIATED_TITLES


@cache
def _is_person_noun(noun: str) -> bool:
    nouns = _gender_by_noun()
    if noun in nouns:
        return True
    if noun in _NOT_PEOPLE:
        return False
    if _PEOPLE.fullmatch(noun) or _ENDINGS.fullmatch(noun):
        return True
    # "vice-chair", "ex-wife", "lawyer-turned-author": the last part is the head of a compound.
    head = noun.rpartition("-")[2]
    return head != noun and head in nouns


def _singular_person_noun(noun: str) -> str | None:
    if len(noun) > 40:
        return None
    if _is_person_noun(noun):
        return noun
    single = singular(noun)
    return single if single != noun and _is_person_noun(single) else None


def gender_of_noun(noun: str) -> Gender | None:
    """Return the gender that a role noun in the singular implies: "spokeswoman" → "woman"."""
    nouns = _gender_by_noun()
    noun = noun.lower()
    head = noun.rpartition("-")[2]
    gender = nouns.get(noun) or nouns.get(head)
    if gender is None and noun not in nouns:
        if noun.endswith("woman"):
            return "woman"
        if noun.endswith("man") and noun not in _NOT_PEOPLE:
            return "man"
    return gender
