"""Texts as people paste them: the speakers of turns in many layouts, and lists without any."""

import pytest

from analysis.tokenizer import tokenize
from analysis.transcripts.turns import find_turns

SPOKEN = {
    "short_turns_in_capitals": (
        "REIS: The harbor is closed.\n\nMOREL: It is open.\n\nREIS: It is closed.\n",
        ["REIS", "MOREL", "REIS"],
    ),
    "colons_without_blank_lines": (
        "Vera: The tide is out.\nSimon: Then we walk.\nVera: In these shoes?\n"
        "Simon: Take them off.",
        ["Vera", "Simon", "Vera", "Simon"],
    ),
    "indented_labels": (
        "    DORIS:  Who locked the shed?\n\n    HAL:  The wind did.\n\n"
        "    DORIS:  I saw you, Hal.\n",
        ["DORIS", "HAL", "DORIS"],
    ),
    "dashes": (
        "Nadia Kerr – You wrote the report?\nOscar Bell – I wrote a part of it.\n"
        "Nadia Kerr – Which part?\nOscar Bell – The part that is true.",
        ["Nadia Kerr", "Oscar Bell", "Nadia Kerr", "Oscar Bell"],
    ),
    "tabs": (
        "Iris\tDid the parcel come?\nPavel\tIt came this morning.\nIris\tWhere did you put it?\n"
        "Pavel\tUnder the stairs.",
        ["Iris", "Pavel", "Iris", "Pavel"],
    ),
    "bold_labels": (
        "**Iris Kay:** Did the parcel come?\n\n**Pavel:** I never got one.\n\n**Iris:** Ask them.",
        ["Iris Kay", "Pavel", "Iris"],
    ),
    "html_left_over": (
        "<b>Iris:</b> Did the parcel come?\n<b>Pavel:</b> I never got one.\n<b>Iris:</b> Ask them.",
        ["Iris", "Pavel", "Iris"],
    ),
    "times_before_labels": (
        "00:01:10 Iris: Did the parcel come?\n00:01:14 Pavel: I never got one.\n"
        "00:01:17 Iris: We should ask them.",
        ["Iris", "Pavel", "Iris"],
    ),
    "times_after_labels": (
        "Iris Kay [00:12]: Did the parcel come?\nPavel Roth [00:15]: I never got one.\n"
        "Iris Kay [00:19]: We should ask them.",
        ["Iris Kay", "Pavel Roth", "Iris Kay"],
    ),
    "labels_in_brackets": (
        "[Iris] Did the parcel come?\n[Pavel] I never got one.\n[Iris] We should ask them.",
        ["Iris", "Pavel", "Iris"],
    ),
    "numbered_speakers": (
        "Speaker 1: So what did you do?\n\nSpeaker 2: I ran.\n\nSpeaker 1: And the dog?\n\n"
        "Speaker 2: It ran too.",
        ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"],
    ),
    "machine_labels": (
        "SPEAKER_00: So what did you do?\nSPEAKER_01: I ran.\nSPEAKER_00: And the dog?\n",
        ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"],
    ),
    "names_on_their_own_lines": (
        "Nadia Kerr\nThank you, chair. I speak for the owners of the boats.\n\n"
        "Oscar Bell\nAnd I speak for the town, which has to pay for the pier.\n\n"
        "Nadia Kerr\nWe paid for the last one.\n",
        ["Nadia Kerr", "Oscar Bell", "Nadia Kerr"],
    ),
    "two_speeches_below_names": (
        "Fisheries bill\n\nNadia Kerr\nI thank the committee for its work. We have waited for "
        "this bill since I came here.\n\nOscar James Bell\nI am pleased to support the bill, and I "
        "thank my colleague.\n",
        ["Nadia Kerr", "Oscar James Bell"],
    ),
    "surnames_first": (
        "PETITIONS\n\nKERR, Nadia (09:30): Order! I have received a letter from the clerk.\n\n"
        "CLERK, The: Petitions have been lodged as follows:\n\n"
        "BELL, Oscar James (09:41): I present my report, and I ask that it be printed.\n",
        ["KERR", "CLERK", "BELL"],
    ),
    "constituencies": (
        "Nadia Kerr (North Bay) (Lab): Will the minister meet the owners of the boats?\n\n"
        "The Minister for Fisheries (Oscar Bell): I will be glad to meet them.\n\n"
        "Nadia Kerr: I thank the minister, but when?\n",
        ["Nadia Kerr", "The Minister for Fisheries", "Nadia Kerr"],
    ),
    "offices_and_members_on_their_own_lines": (
        "Ferries\n\nThe Minister for Ports (Nadia Kerr)\n\nWith permission, I shall make a "
        "statement on the ferries.\n\nMr Speaker\n\nI call the member.\n\n"
        "Oscar Bell (North Bay) (Lab)\n\nWhy did we read of it first?\n\nNadia Kerr\n\n"
        "I am sorry that you did.\n",
        ["The Minister for Ports", "Mr Speaker", "Oscar Bell", "Nadia Kerr"],
    ),
    "titles_in_brackets": (
        "Hon. Speaker: Next is the member for the north.\n\n"
        "Hon. (Ms.) Nadia Kerr (North Bay, ODM): I ask why the market is empty.\n\n"
        "Some hon. members: Oh!\n\nHon. (Ms.) Nadia Kerr: I asked the same last year.\n",
        ["Hon. Speaker", "Nadia Kerr", "Some hon. members", "Nadia Kerr"],
    ),
    "stops_after_titles": (
        "  Mr. KERR. Mr. President, I ask that the amendment be read.\n"
        "  The PRESIDING OFFICER. Without objection, it is so ordered.\n"
        "  Mr. BELL. I thank my friend from the north.\n",
        ["Mr. KERR", "The PRESIDING OFFICER", "Mr. BELL"],
    ),
    "examination": (
        "DIRECT EXAMINATION BY MS. KERR:\n\n  Q.  State your name.\n  A.  Oscar Bell.\n"
        "  Q.  Where do you live?\n  A.  On the boat.\n",
        ["Q", "A", "Q", "A"],
    ),
    "line_numbers": (
        "  1   Q.  Did you see the boat?\n  2   A.  I saw its light.\n"
        "  3   Q.  What color was it?\n  4   A.  Green, I believe.\n",
        ["Q", "A", "Q", "A"],
    ),
    "subtitles_with_speakers_above": (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nIRIS\nGood\n\n2\n00:02.000 --> 00:03.000\nPAVEL\n"
        "Is it?\n\n3\n00:03.000 --> 00:04.000\nIRIS\nYou tell me.\n",
        ["IRIS", "PAVEL", "IRIS"],
    ),
    "screenplay": (
        "INT. SHED - NIGHT\n\nDORIS\n(whispering)\nWho locked it?\n\nHAL\nThe wind did.\n\n"
        "DORIS\nI saw you.\n",
        ["DORIS", "HAL", "DORIS"],
    ),
    "directions_in_a_play": (
        "DORIS [sitting up] Who is there?\n\nHAL. Only me. I forgot my hat.\n\n"
        "DORIS [angry] You always forget it.\n",
        ["DORIS", "HAL", "DORIS"],
    ),
    "accounts_above_dates": (
        "kestrel\nMarch 3, 2020, 10:15am\nHas anyone built this? I get an error.\n\n"
        "mona_b\nMarch 3, 2020, 11:40am\nYou need more memory.\n\n"
        "kestrel\nMarch 4, 2020, 8:03am\nThat was it, thank you!\n",
        ["kestrel", "mona_b", "kestrel"],
    ),
    "replies_with_arrows": (
        "Nadia Kerr • 3 years ago\n\nWe tried this, and it failed.\n\n"
        "Oscar Bell → Nadia Kerr • 3 years ago\n\nIt failed because nobody paid for it.\n\n"
        "Nadia Kerr → Oscar Bell • 2 years ago\n\nThen you know better than I do.\n",
        ["Nadia Kerr", "Oscar Bell", "Nadia Kerr"],
    ),
    "chat_with_times": (
        "10:02 < kestrel> is the build broken\n10:02 < mona_> yes since noon\n"
        "=== ted joined\n10:03 < kestrel> who broke it\n",
        ["kestrel", "mona_", "kestrel"],
    ),
    "chat_with_bars": (
        "10:02 kestrel | is the build broken?\n10:02 mona_ | yes, since noon\n"
        "10:03 kestrel | who broke it?\n",
        ["kestrel", "mona_", "kestrel"],
    ),
    "messages_of_a_phone": (
        "03/05/2024, 18:02 - Iris: did it come?\n03/05/2024, 18:03 - Pavel Roth: not yet\n"
        "03/05/2024, 18:03 - Iris: ok, I ask them\n",
        ["Iris", "Pavel Roth", "Iris"],
    ),
    "messages_of_a_meeting": (
        "14:03:22 From Iris Kay to Everyone: Can you hear me?\n"
        "14:03:30 From Pavel Roth to Everyone: We can.\n"
        "14:03:41 From Iris Kay to Everyone: Good, then I start.\n",
        ["Iris Kay", "Pavel Roth", "Iris Kay"],
    ),
    "thread_with_points": (
        "u/kestrel · 12 points · 3 hours ago\nNice one\nu/[deleted] · 2 points · 2 hours ago\n"
        "I don't get it\nu/mona_ · -3 points · 2 hours ago\nYou never do\n",
        ["kestrel", "[deleted]", "mona_"],
    ),
    "thread_with_replies": (
        "[–]kestrel 12 points 3 hours ago (2 children)\n\nThat is my street\n\n"
        "[–]mona_ 4 points 2 hours ago\n\nMine too!\n\n[–]kestrel 1 point 1 hour ago\n\nHello then",
        ["kestrel", "mona_", "kestrel"],
    ),
    "posts_of_one_account": (
        "Iris Kay @iris@sea.example · 3h\nI left the harbor at noon.\n\n"
        "Iris Kay @iris@sea.example · 5h\nNo wind, and my engine is dead\n\n"
        "Iris Kay @iris@sea.example · 1d\nWe sail tomorrow!\n",
        ["Iris Kay", "Iris Kay", "Iris Kay"],
    ),
    "mails": (
        "On Mar 3, 2024, at 10:02, Iris Kay <iris@sea.example> wrote:\n\nWhen do we sail?\n\n"
        "On Mar 3, 2024, at 11:40, Pavel Roth <roth@sea.example> wrote:\n\nNot before I am paid.\n",
        ["Iris Kay", "Pavel Roth"],
    ),
    "surnames_first_after_times": (
        "[10:02] Kay, Iris\nDid the parcel come?\n[10:03] Roth, Pavel\nNot yet.\n"
        "[10:05] Kay, Iris\nI'll ask them.\n",
        ["Kay, Iris", "Roth, Pavel", "Kay, Iris"],
    ),
    "offices_on_their_own_lines": (
        "Nadia Kerr (North Bay) (Lab)\n\nWill the minister meet the owners of the boats?\n\n"
        "The Minister for Fisheries (Oscar Bell)\n\nI will be glad to meet them.\n\n"
        "Nadia Kerr\n\nI thank the minister. When?\n",
        ["Nadia Kerr", "The Minister for Fisheries", "Nadia Kerr"],
    ),
    "numbered_turns": (
        "1. Iris: Did it come?\n2. Pavel: No, I never got it.\n3. Iris: Ask them.\n",
        ["Iris", "Pavel", "Iris"],
    ),
    "accounts_above_ages": (
        "@kestrel\n3 days ago\nGreat video, I learned a lot\nReply\n@mona\n2 days ago\nSame here!\n"
        "Reply\n@kestrel\n1 day ago\nThanks\n",
        ["kestrel", "mona", "kestrel"],
    ),
    "words_in_capitals_after_a_clip": (
        "ANCHOR: The storm is here. Let's go to our reporter.\n\n(BEGIN VIDEO CLIP)\n\n"
        "UNIDENTIFIED MALE: I lost my roof.\n\n(END VIDEO CLIP)\n\nANCHOR: He is not alone.\n",
        ["ANCHOR", "UNIDENTIFIED MALE", "ANCHOR"],
    ),
    "minutes": (
        "Present: Kay, Roth, Bell\nScribe: Bell\n\nIris: I propose to drop the second field.\n"
        "Pavel: +1\nIris: Any objections?\nBell: None from me.\n",
        ["Iris", "Pavel", "Iris", "Bell"],
    ),
    "hard_wraps": (
        "NADIA KERR: I came to the harbor a little before six, when it was\n"
        "still dark, and I saw that the light of the tower was out, which\n"
        "it never is.\n"
        "OSCAR BELL: The light had been out since the storm on Monday, and\n"
        "the owners of the boats knew it, because we had sent a letter to\n"
        "every one of them.\n"
        "NADIA KERR: I got no letter, and I know of nobody who got one, in\n"
        "my street or in the next.\n",
        ["NADIA KERR", "OSCAR BELL", "NADIA KERR"],
    ),
    "names_in_brackets_above_subtitles": (
        "1\n00:01.000 --> 00:02.000\n(IRIS)\nIs it here?\n\n2\n00:02.000 --> 00:03.000\n(PAVEL)\n"
        "Not yet.\n\n3\n00:03.000 --> 00:04.000\n(IRIS)\nI'll wait.\n",
        ["IRIS", "PAVEL", "IRIS"],
    ),
    "seats_below_names": (
        "Nadia Kerr\n(North Bay) (Lab)\n\nWill the minister meet the owners of the boats?\n\n"
        "The Minister for Fisheries\n(Oscar Bell)\n\nI will be glad to meet them.\n\n"
        "Nadia Kerr\n\nI thank the minister. When?\n",
        ["Nadia Kerr", "The Minister for Fisheries", "Nadia Kerr"],
    ),
    "offices_after_dashes": (
        "Operator\n\nGood morning. Ms. Kerr, you may begin.\n\n"
        "Nadia Kerr -- Chief Executive Officer\n\nThank you. We had a good year.\n\n"
        "Oscar Bell -- Bell Capital -- Analyst\n\nCould you talk about costs?\n\n"
        "Nadia Kerr -- Chief Executive Officer\n\nSure. They fell.\n",
        ["Operator", "Nadia Kerr", "Oscar Bell", "Nadia Kerr"],
    ),
    "notes_and_telephone_numbers_in_messages": (
        "05/06/23, 21:02 - Iris added you\n05/06/23, 21:03 - Iris: the boat leaves at six\n"
        "05/06/23, 21:04 - +44 7700 900123: In the morning?\n05/06/23, 21:09 - Iris: yes\n",
        ["Iris", "+44 7700 900123", "Iris"],
    ),
    "posts_that_repeat_a_post": (
        "kestrel\n04-12-2019, 10:15 AM\nMy heater hums. What is it?\n\n"
        "mona\n04-12-2019, 11:02 AM\nQuote:\nOriginally Posted by kestrel\nMy heater hums.\n"
        "Air in the pipes. You have to bleed it.\n\n"
        "kestrel\n04-12-2019, 6:15 PM\nI did, thanks!\n",
        ["kestrel", "kestrel", "mona", "kestrel"],
    ),
    "mails_with_headers": (
        "From: Iris Kay <iris@sea.example>\nDate: Mon, 4 Mar 2024 09:12:33 +0000\n"
        "To: Pavel Roth <roth@sea.example>\nSubject: Crane\n\nCan we have the crane today?\n\n"
        "From: Pavel Roth <roth@sea.example>\nDate: Mon, 4 Mar 2024 09:40:10 +0000\n"
        "To: Iris Kay <iris@sea.example>\nSubject: Re: Crane\n\nYou can have it at two.\n",
        ["Iris Kay", "Pavel Roth"],
    ),
    "headings_that_ask": (
        "# A quiet hour with Pavel Roth\n\nPavel Roth tunes the organ of Hamar.\n\n"
        "### How did you learn to listen?\n\nMy mother was deaf, so I listened for both of us.\n\n"
        "### Do you ever play?\n\nOnly when the doors are locked. I play badly.\n",
        [None, None, None, None],
    ),
    "sounds_of_a_radio_play": (
        "IRIS: You said it runs until ten!\nSOUND: A DOG BARKS.\nPAVEL: It did, before the war.\n"
        "IRIS: Whose dog is that?\n",
        ["IRIS", "PAVEL", "IRIS"],
    ),
    "a_fragment_of_a_briefing": (
        "MS. KERR: I would refer you to the port.\n\nQ    But did they call you?\n\n"
        "MS. KERR: I don't have anything on that.\n",
        ["MS. KERR", "Q", "MS. KERR"],
    ),
}

NOT_SPOKEN = {
    "questions_of_clients": (
        "Q: How do I renew my card?\nA: You can renew it at any library.\n"
        "Q: Can I use it in other towns?\nA: Yes, in all towns of the county.\n"
        "Q: What if I lose it?\nA: You pay three euros for a new one.\n"
    ),
    "questions_of_readers_as_headings": (
        "Your questions about the bins\n\nWhich bin is for glass?\n\nThe blue one.\n\n"
        "Can I get a smaller bin?\n\nYes. Call us, and we will bring you one.\n\n"
        "Why did my bill go up?\n\nBecause we collect more often. See page two of your bill.\n"
    ),
    "places": "Oslo: Rain until noon. Take a coat.\nBergen: Rain all day.\nHamar: You may see sun.",
    "teams": (
        "Arsenal: They have lost two of three. Their captain is out.\n"
        "Chelsea: They have not lost at home. We expect changes.\n"
        "Everton: They need a point. Few believe in it."
    ),
    "recipe": "Onions: two, cut fine.\nStock: one liter.\nCream: a cup.\n\nHeat: Keep it low.",
    "scores": "Kerr 6-4: A break at once.\nBell 7-5: He served well.\nKerr 6-3: It was over.",
    "market": "Copper: up 2 percent.\nTin: flat.\nCopper: stocks fell.\nTin: no trade.",
    "timeline": "1990: Born in Hamar.\n2004: Moves to Oslo.\n2011: Her first book is printed.",
    "minutes_of_a_match": "12: Kerr hits the post.\n40: Bell is sent off.\n88: Kerr scores.",
    "live_blog": (
        "10.02 GMT\n\nThe minister has arrived. He did not speak to us.\n\n"
        "10.15 GMT\n\nWe are told that the talks will start at noon.\n\n"
        "10.40 GMT\n\nOur reporter says that the doors are still shut."
    ),
    "fact_box": "Name: Nadia Kerr\nAge: 51\nLives in: Hamar\nFamily: Two sons.\nDrives: A boat.",
    "program": "8.00: The News\n8.30: Nadia, a film on the sea. With Iris Kay.\n10.00: Weather",
    "ratings": "Kerr: 7. Calm at the back.\nBell: 4. Lost every ball.\nRoth: 6. Ran a lot.",
    "candidates": (
        "The race\n\nNadia Kerr\nThe mayor wants a third term. “I am not tired,” she says.\n\n"
        "Oscar Bell\nThe teacher wants to stop the pier. He says so in every speech."
    ),
    "candidates_with_titles": (
        "Candidates\n\nMs Nadia Kerr (Green)\n\nAge 51. Lives in Hamar. Wants a new pier.\n\n"
        "Mr Oscar Bell (Labor)\n\nAge 44. A teacher. Wants to keep it open.\n"
    ),
    "notices_of_deaths": (
        "Deaths\n\nMr. Pavel Roth\n\nBeloved husband of Mary, on March 3. We will miss you.\n\n"
        "Mrs. Nadia Kerr\n\nPeacefully at home. Our mother, our friend.\n\n"
        "Dr. Oscar Bell\n\nOn March 1. We thank the nurses of ward nine.\n"
    ),
    "votes": "Iris Kay: yes\nPavel Roth: no\nOscar Bell: yes\nNadia Kerr: abstained",
    "addresses": "Iris Kay: iris@sea.example, 555-0101\nPavel Roth: roth@sea.example\nBell: none",
    "agenda": "9:00 Welcome: Iris Kay\n9:30 The port: Pavel Roth\n10:30 Coffee\n11:00 End: all",
    "advice": "Do: Take off your shoes.\nDon't: Point at people.\nDo: Bring a gift for the host.",
}


def read_speakers(text: str) -> list[str | None]:
    """The labels of the turns that a text has."""
    turns = dict.fromkeys(find_turns(tokenize(text)).values())
    return [text[slice(*turn.name)] if turn.name else None for turn in turns]


@pytest.mark.parametrize(("text", "speakers"), SPOKEN.values(), ids=SPOKEN)
def test_turns_have_the_speakers_that_are_printed(text: str, speakers: list[str]) -> None:
    assert read_speakers(text) == speakers


@pytest.mark.parametrize("text", NOT_SPOKEN.values(), ids=NOT_SPOKEN)
def test_a_list_has_no_speakers(text: str) -> None:
    assert not read_speakers(text)
