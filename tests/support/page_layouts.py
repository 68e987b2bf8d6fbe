"""Saved pages of the layouts that readers meet, written for the tests; no page of anybody's."""

from dataclasses import dataclass

LEAD = (
    "The ferry to Port Luna will not sail before Friday, the harbour master said on Tuesday, after "
    "divers found a second crack in the hull below the waterline."
)
SAID = (
    "“No one was in danger at any time,” said Lea Holm, who has run the harbour for nine years, "
    "“but I will not send two hundred people out on a boat that leaks.”"
)
MORE = (
    "The company that owns the ferry expects the repair to cost 400,000 crowns, and asked the town "
    "on Monday to pay for half of it before the summer timetable begins."
)
LAST = (
    "A bus will take passengers round the bay in the meantime; it needs two hours and ten minutes, "
    "which is an hour and a half longer than the ferry takes."
)
HEADING = "What passengers should know"
MENU = (
    "<nav><ul><li><a href='/'>Front page</a></li><li><a href='/w'>Weather maps</a></li></ul></nav>"
)
SHARE = (
    "<div class='share-bar social'><a href='#'>Share on Chirper</a> <a href='#'>Mail this</a></div>"
)
CAPTION = "<figure><img src='f.jpg' alt=''><figcaption>The ferry at the quay. Photo: O. Berg</figcaption></figure>"
RELATED = (
    "<aside class='related'><h3>Read more</h3><ul><li><a href='/1'>Ten quiet beaches</a></li>"
    "<li><a href='/2'>Whales seen again</a></li></ul></aside>"
)
FOOTER = "<footer><p>Imprint and privacy of the Luna Courier</p></footer>"
COMMENTS = (
    "<section id='comments' class='comments'><h2>Comments</h2><div class='comment'><p>First! I knew "
    "that boat was rotten.</p></div></section>"
)
_LETTERS = "".join(
    f"<div class='{{name}}'><h4>Reader {at}</h4><p>I took that boat in {1950 + at}, and even then "
    f"{at + 2} of us bailed her out with buckets while the captain looked the other way.</p></div>"
    for at in range(30)
)  # what thirty readers wrote, which is longer than the article
META = """<meta charset="utf-8"><title>Ferry stays in port until Friday | Luna Courier</title>
<meta property="og:site_name" content="Luna Courier"><meta name="author" content="Nils Aker">
<meta property="og:title" content="Ferry stays in port until Friday">
<meta property="article:published_time" content="2023-05-09T14:30:00+02:00">"""
TITLE = "Ferry stays in port until Friday"
PARAGRAPHS = f"<p>{LEAD}</p><p>{SAID}</p><h2>{HEADING}</h2><p>{MORE}</p><p>{LAST}</p>"


@dataclass(frozen=True)
class Layout:
    """A page, what of it is the article, what is not, and what it says of itself."""

    name: str
    page: str
    paragraphs: tuple[str, ...] = (LEAD, SAID, MORE, LAST)
    dropped: tuple[str, ...] = ("Front page", "Imprint and privacy")
    title: str = TITLE
    byline: str = "Nils Aker"
    published: str = "2023-05-09"
    remark: str = ""


def html(head: str, body: str) -> str:
    """A page."""
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>"


LAYOUTS = (
    Layout(
        "news article",
        html(META, f"{MENU}<main><article><h1>{TITLE}</h1>{SHARE}{CAPTION}{PARAGRAPHS}{RELATED}"
             f"</article></main>{FOOTER}"),
        (LEAD, SAID, HEADING, MORE, LAST),
        ("Front page", "Share on Chirper", "Photo: O. Berg", "Ten quiet beaches", "Imprint"),
    ),
    Layout(
        "blog post with comments",
        html(META, f"{MENU}<div id='content'><div class='post hentry'><h1 class='entry-title'>{TITLE}"
             f"</h1><p class='meta'>by <a href='/nils'>Nils Aker</a>, 9 May 2023</p><div class="
             f"'entry-content'>{PARAGRAPHS}<ul><li>Bring warm clothes for the bus stop.</li>"
             f"<li>Dogs travel free on the bus.</li></ul></div></div>{COMMENTS}</div>"
             f"<div id='sidebar'><h3>Blogroll</h3><a href='/x'>My knitting</a></div>{FOOTER}"),
        (LEAD, SAID, HEADING, "- Dogs travel free on the bus."),
        ("Front page", "First! I knew", "My knitting"),
    ),
    Layout(
        "live blog",
        html(META, f"{MENU}<main><h1>{TITLE}</h1><div class='live'>"
             f"<article class='post'><time>14:30</time><h2>Divers come up</h2><p>{LEAD}</p></article>"
             f"<article class='post'><time>13:05</time><h2>The harbour master speaks</h2><p>{SAID}</p>"
             f"</article><article class='post'><time>11:40</time><h2>Who pays</h2><p>{MORE}</p><p>"
             f"{LAST}</p></article></div></main>{FOOTER}"),
        (LEAD, SAID, MORE, LAST, "The harbour master speaks"),
    ),
    Layout(
        "paywall stub",
        html(META, f"{MENU}<main><article><h1>{TITLE}</h1><p>{LEAD}</p><div class='paywall'><h2>"
             "Read on with a subscription</h2><p>Already a subscriber? <a href='/in'>Log in</a></p>"
             f"</div></article></main>{FOOTER}"),
        (LEAD,),
        ("Front page", "Imprint", "Read on with", "Already a subscriber"),
    ),
    Layout(
        "cookie wall over the article",
        html(META, "<div id='cookie-banner' class='consent modal' role='dialog'><p>We and our 412 "
             "partners value your privacy and store cookies on your device.</p><button>Accept all"
             f"</button></div>{MENU}<main><article><h1>{TITLE}</h1>{PARAGRAPHS}</article></main>"
             f"{FOOTER}"),
        dropped=("412 partners", "Accept all", "Front page"),
    ),
    Layout(
        "list page of a section",
        html("<title>Harbour | Luna Courier</title><meta property='og:site_name' content='Luna "
             "Courier'>", f"{MENU}<main><h1>Harbour</h1>" + "".join(
                 f"<div class='teaser'><h2><a href='/{at}'>Story {at} about the quay</a></h2>"
                 f"<p>{words}</p></div>" for at, words in enumerate((LEAD, MORE, LAST), 1))
             + f"</main>{FOOTER}"),
        (LEAD, MORE, LAST),
        ("Imprint",),
        "Harbour",
        "",
        "",
    ),
    Layout(
        "gallery with a short text",
        html(META, f"{MENU}<main><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{SAID}</p><div class="
             "'gallery'>" + "".join(
                 f"<figure><img src='{at}.jpg'><figcaption>Picture {at} of the crack</figcaption>"
                 "</figure>" for at in range(1, 9)) + f"</div></article></main>{FOOTER}"),
        (LEAD, SAID),
        ("Front page", "Picture 3 of the crack"),
    ),
    Layout(
        "AMP page",
        "<!doctype html><html amp lang='en'><head>" + META +
        "<link rel='canonical' href='https://courier.example/ferry'><script type='application/ld+json'>"
        '{"@context":"https://schema.org","@type":"NewsArticle","headline":"' + TITLE + '",'
        '"datePublished":"2023-05-09","dateModified":"2023-05-10","author":{"@type":"Person","name":'
        '"Nils Aker"}}</script><style amp-boilerplate>body{visibility:hidden}</style></head><body>'
        f"<amp-sidebar><ul><li><a href='/'>Front page</a></li></ul></amp-sidebar><article><h1>{TITLE}"
        f"</h1><amp-img src='x.jpg'></amp-img>{PARAGRAPHS}<amp-ad type='x'></amp-ad></article>"
        f"{FOOTER}</body></html>",
    ),
    Layout(
        "print view",
        html(META, f"<h1>{TITLE}</h1><p>By Nils Aker</p><p>9 May 2023</p><hr>{PARAGRAPHS}<hr>"
             "<p><small>Printed from courier.example</small></p>"),
        dropped=(),
    ),
    Layout(
        "press release in a table layout",
        html("<title>" + TITLE + "</title>", "<table><tr><td width='150'><a href='/'>Front page</a><br>"
             "<a href='/jobs'>Jobs at the harbour</a></td><td><b>PRESS RELEASE</b><br><h2>" + TITLE +
             f"</h2><p>PORT LUNA, May 9, 2023 – {LEAD}</p><p>{SAID}</p><p>{MORE}</p><p>{LAST}</p>"
             "</td></tr></table>"),
        dropped=(),
        byline="",
    ),
    Layout(
        "opinion with a pull quote",
        html(META, f"{MENU}<main><article><h1>{TITLE}</h1><p>{LEAD}</p><blockquote><p>{SAID}</p>"
             f"</blockquote><p>{MORE}</p><p>{LAST}</p></article>{COMMENTS}</main>{FOOTER}"),
        dropped=("Front page", "First! I knew"),
    ),
    Layout(
        "interview in questions and answers",
        html(META, f"{MENU}<main><article><h1>{TITLE}</h1><p><strong>When will it sail again?</strong>"
             f"</p><p>{SAID}</p><p><strong>And who pays?</strong></p><p>{MORE}</p><p>{LAST}</p>"
             f"</article></main>{FOOTER}"),
        ("When will it sail again?", SAID, "And who pays?", MORE, LAST),
    ),
    Layout(
        "page in French",
        html("<title>Le ferry reste au port</title><meta name='author' content='Nils Aker'>"
             "<meta property='article:published_time' content='2023-05-09'>",
             f"{MENU}<main><article><h1>Le ferry reste au port</h1><p>Le ferry ne partira pas avant "
             "vendredi, a dit mardi la capitaine du port, après que les plongeurs ont trouvé une "
             "seconde fissure dans la coque sous la ligne de flottaison.</p><p>« Personne n'a été "
             "en danger », a-t-elle dit aux journalistes venus sur le quai avec des parapluies."
             f"</p></article></main>{FOOTER}"),
        ("Le ferry ne partira pas avant vendredi", "« Personne n'a été en danger »"),
        title="Le ferry reste au port",
    ),
    Layout(
        "comments above the article",
        html(META, f"{MENU}<section class='leserkommentare'>{_LETTERS.format(name='beitrag')}"
             f"</section><div class='x'><h1>{TITLE}</h1>{PARAGRAPHS}</div>{FOOTER}"),
        (LEAD, SAID, HEADING, MORE, LAST),
        ("Front page", "Imprint", "bailed her out"),
    ),
    Layout(
        "article beside a forum",
        html(META, f"{MENU}<div class='column'><article><h1>{TITLE}</h1>{CAPTION}{PARAGRAPHS}"
             "<ol><li>The bus leaves at nine from the old quay.</li><li>It returns at four.</li></ol>"
             f"{RELATED}</article></div><main class='post-content'>{_LETTERS.format(name='beitrag')}"
             f"</main>{FOOTER}"),
        (LEAD, SAID, HEADING, MORE, LAST, "2. It returns at four."),
        ("Front page", "Imprint", "Photo: O. Berg", "Ten quiet beaches", "bailed her out"),
    ),
)  # fmt: skip
