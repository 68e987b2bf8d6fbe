from analysis.models import Entity, Mention, Reason
from analysis.quotations.speakers import SpeakerResolver

TEXT = "Secretary of State Anna Lind met Tom Berg. He spoke. She spoke. The clerk spoke."
ENTITIES = (Entity(0, "Anna Lind", "PERSON"), Entity(1, "Tom Berg", "PERSON"))
MENTIONS = (
    Mention(19, 28, "PERSON", "name", 0),
    Mention(33, 41, "PERSON", "name", 1),
    Mention(43, 45, "PERSON", "pronoun", None),
)


def test_a_title_leads_to_the_name_behind_it() -> None:
    speakers = SpeakerResolver(TEXT, ENTITIES, MENTIONS)
    assert speakers.resolve((0, 28), (0, 9)).entity == 0


def test_a_pronoun_means_the_last_speaker_that_it_fits() -> None:
    speakers = SpeakerResolver(TEXT, ENTITIES, MENTIONS)
    speakers.record_speaker(0)
    speakers.record_speaker(1)
    he, she = speakers.resolve((43, 45), (43, 45)), speakers.resolve((53, 56), (53, 56))
    assert (he.entity, she.entity) == (1, 0)
    assert he.reason == Reason.of("quotation.last_speaker", pronoun="he")


def test_a_described_source_stays_nobody() -> None:
    speakers = SpeakerResolver(TEXT, ENTITIES, MENTIONS)
    speakers.record_speaker(1)
    assert speakers.resolve((64, 73), (68, 73)).entity is None


def test_the_first_of_two_coordinated_people_is_the_speaker() -> None:
    text = "Anna Lind and Tom Berg said so."
    mentions = (Mention(0, 9, "PERSON", "name", 0), Mention(14, 22, "PERSON", "name", 1))
    assert SpeakerResolver(text, ENTITIES, mentions).resolve((0, 22), (18, 22)).entity == 0


def test_an_apposition_leads_to_the_name_in_it() -> None:
    text = "The head of the railway, Anna Lind, said so."
    mentions = (Mention(25, 34, "PERSON", "name", 0),)
    assert SpeakerResolver(text, ENTITIES, mentions).resolve((0, 34), (4, 8)).entity == 0
