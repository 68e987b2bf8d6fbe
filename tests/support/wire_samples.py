"""One story of a news agency in every format of newsrooms, made here."""

import json
from collections.abc import Callable

TITLE = "Ferry strike strands hundreds"
FIRST = "PORT LUNA (Coastwire) - The ferries of Port Luna stayed in the harbour on Tuesday."
SECOND = "“No one asked us,” said Mara Ortiz, who leads the pilots’ union."
THIRD = "The port office offered another round of talks."
WIRE_ID = "urn:newsml:coastwire.example:20210302:ferry-1"

NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf><head><title>Ferry-Strike</title>
<tobject><tobject.subject tobject.subject.type="Labour"/></tobject>
<docdata management-status="usable"><doc-id id-string="{WIRE_ID}" regsrc="CW"/>
<date.issue norm="20210302T093000+0100"/><doc.copyright holder="Coastwire" year="2021"/>
<du-key key="ferry" version="2"/></docdata></head>
<body><body.head><hedline><hl1>{TITLE}</hl1><hl2>Talks go on</hl2></hedline>
<note><body.content><p>Note to editors: a picture follows.</p></body.content></note>
<byline>By <person>Ida Quill</person><byttl>Coastwire</byttl></byline>
<dateline><location>Port Luna</location></dateline></body.head>
<body.content>
<media media-type="image"><media-caption>The empty quay.</media-caption></media>
<p>{FIRST}</p><p>{SECOND}</p>
<table><tr><th>Ferry</th><th>Trips</th></tr><tr><td>Luna</td><td>12</td></tr></table>
<p>The port office offered
      another round of talks.</p></body.content></body></nitf>"""


def newsml_g2(
    version: int = 2,
    status: str = "usable",
    *,
    text: str = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>",
    more: str = "",
    item_id: str = WIRE_ID,
    title: str = TITLE,
) -> str:
    """An item of NewsML-G2; `more` is added to its management."""
    content = (
        '<contentSet><inlineXML contenttype="application/xhtml+xml">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        f'<header><ul class="slugline"><li>Ferry</li></ul><h1>{title}</h1></header>'
        f'<section class="main">{text}</section>'
        '<section class="notepad"><p>Call the desk.</p></section>'
        "</body></html></inlineXML></contentSet>"
    )
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{item_id}"
 version="{version}" standard="NewsML-G2" xml:lang="en">
<rightsInfo><copyrightHolder literal="Coastwire Ltd"/></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="p:CW"><name>Coastwire</name></provider>
<versionCreated>2021-03-02T{8 + version:02}:30:00+01:00</versionCreated>
<firstCreated>2021-03-02T08:00:00+01:00</firstCreated><pubStatus qcode="stat:{status}"/>{more}
</itemMeta><contentMeta><subject type="cp:category"><name>Labour</name></subject>
<headline role="hld:subHeadline">Talks go on</headline><headline>{title}</headline>
<by>By Ida Quill, Coastwire</by><creditline>CW</creditline>
<description role="drol:caption">The empty quay.</description></contentMeta>
{content if text else ""}</newsItem>"""


def newsml_message(*items: str) -> str:
    """A message of NewsML-G2 with these items."""
    return (
        '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header><sent>2021-03-02T10:00:00Z</sent></header><itemSet>{''.join(items)}</itemSet>"
        "</newsMessage>"
    )


PACKAGE = """<packageItem guid="urn:package"><contentMeta><headline>The day</headline></contentMeta>
<groupSet><group><itemRef residref="urn:one"><headline>First story</headline></itemRef>
<itemRef residref="urn:two"/></group></groupSet></packageItem>"""

PICTURE = newsml_g2(text="").replace("ninat:text", "ninat:picture")

NEWSML_1 = f"""<?xml version="1.0" encoding="iso-8859-1"?>
<NewsML><NewsEnvelope><DateAndTime>20210302T083000Z</DateAndTime></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>coastwire.example</ProviderId>
<DateId>20210302</DateId><NewsItemId>ferry-1</NewsItemId><RevisionId Update="N">2</RevisionId>
<PublicIdentifier>{WIRE_ID}:2</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20210302T080000Z</FirstCreated>
<ThisRevisionCreated>20210302T083000Z</ThisRevisionCreated><Status FormalName="Usable"/>
</NewsManagement><NewsComponent><NewsLines><HeadLine>{TITLE}</HeadLine>
<ByLine>By Ida Quill</ByLine><DateLine>Port Luna, March 2 (Coastwire)</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Coastwire"/></Provider>
</AdministrativeMetadata><DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent>
<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/>
<DataContent><p>The empty quay.</p></DataContent></ContentItem></NewsComponent>
</NewsComponent></NewsItem></NewsML>"""

NINJS_1 = {
    "guid": WIRE_ID, "type": "text", "version": "2", "pubstatus": "usable", "headline": TITLE,
    "byline": "By Ida Quill", "source": "Coastwire", "language": "en",
    "firstcreated": "2021-03-02T08:00:00+0100", "versioncreated": "2021-03-02T09:30:00+0100",
    "body_html": f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>",
    "service": [{"name": "Labour", "code": "l"}],
    "associations": {"featuremedia": {"type": "picture", "guid": "p1", "headline": "Quay"}},
}  # fmt: skip
NINJS_3 = {
    "uri": WIRE_ID, "type": "text", "version": "2", "pubStatus": "usable",
    "firstCreated": "2021-03-02T07:00:00Z", "versionCreated": "2021-03-02T08:30:00Z",
    "headlines": [{"role": "sub", "value": "Talks go on"}, {"role": "main", "value": TITLE}],
    "bodies": [{"role": "main", "contentType": "text/html",
                "value": f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"}],
    "by": "Ida Quill", "provider": {"name": "Coastwire"}, "subjects": [{"name": "Labour"}],
}  # fmt: skip
DIGITAL_WIRE = {
    "format": "digitalwires@0.9.1", "type": "composite", "urn": WIRE_ID, "version": 2,
    "pubstatus": "usable", "signal": None, "version_created": "2021-03-02T09:30:00+01:00",
    "embargoed": "2999-03-02T19:00:00+01:00", "headline": TITLE, "creditline": "Coastwire",
    "byline": "Von Ida Quill, Coastwire", "dateline": "PORT LUNA (Coastwire) - ",
    "teaser": "The ferries stay where they are.",
    "article_html": "<section><p>The ferries of Port Luna stayed in the harbour on Tuesday.</p>"
    f"<p>{SECOND}</p><p>{THIRD}</p></section>",
    "categories": [{"type": "dnltype:category", "name": "Labour"}], "associations": [],
}  # fmt: skip
AP_MEDIA = {
    "api_version": "1.1",
    "data": {"items": [{"meta": {}, "item": {
        "uri": "https://api.coastwire.example/content/ferry-1", "altids": {"itemid": "ferry-1"},
        "version": 1, "type": "text", "headline": TITLE, "pubstatus": "usable",
        "versioncreated": "2021-03-02T08:30:00Z", "provider": "Coastwire",
        "renditions": {"nitf": {"href": "https://api.coastwire.example/ferry-1.nitf"}},
    }}]},
}  # fmt: skip

ANPA = (
    b"\x16\x16\x01W2870\x1fcoast\r\nr i\x13\x11 BC-FEA--Ferry-Strike 2ndLd   03-02 0066\r\n"
    b"\x02^BC-FEA--Ferry Strike, 2nd Ld-Writethru,66<\r\n^Ferry strike strands hundreds<\r\n"
    b"^Eds: UPDATES with talks.<\r\n^By IDA QUILL=\r\n^Coastwire Staff=\r\n"
    b"\t   PORT LUNA (AP) _ The ferries of Port Luna stayed in\r\nthe harbour on Tuesday.\x07\r\n"
    b"\t   ``No one asked us,'' said Mara Ortiz, who leads the pilots' union.\r\n"
    b"\t   Luna;12;late<\r\n\t   Mara;3;full<\r\n^END<\r\n"
    b"\r\n\t   \x03AP-WF-03-02-21 0830GMT<\r\n\r\n\x0c\r\n\x04"
)
IPTC_7901 = (
    b"\x01cwa0124 3 i 93  dpa 1888\r\n\r\nFerry/strike/\r\n\x02REFILE\r\n"
    b"Ferry strike strands hundreds\r\nBy Ida Quill, dpa =\r\n\r\n"
    b"Port Luna (dpa) - The ferries of Port Luna stayed in the harbour on\r\nTuesday. Caf\xc2e "
    b'owners waited.\r\n\r\n"No one asked us," said Mara Ortiz, who leads the pilots\' union.\r\n'
    b"\r\n# Notebook\r\n\r\n## Editorial contacts\r\n- Editing by: Bo Lee\r\n\r\ndpa bl iq\r\n\r\n"
    b"\x03020830 GMT Mar 21\r\n\x7f\r\n\x7f\x04"
)

FILES: dict[str, Callable[[], bytes]] = {
    "ferry.nitf.xml": NITF.encode,
    "ferry-g2.xml": lambda: newsml_message(newsml_g2()).encode(),
    "ferry-newsml.xml": NEWSML_1.encode,
    "ferry-ninjs1.json": lambda: json.dumps(NINJS_1).encode(),
    "ferry-ninjs3.json": lambda: json.dumps(NINJS_3).encode(),
    "ferry-digitalwire.json": lambda: json.dumps(DIGITAL_WIRE).encode(),
    "ferry.tst": lambda: ANPA,
    "ferry-7901": lambda: IPTC_7901,
}
