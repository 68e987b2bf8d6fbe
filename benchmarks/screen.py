"""`python -m benchmarks screen`: the cost of the article view and of Textual's own widgets.

The table has CPU milliseconds of the whole app for an invented article of 20,000 words with 4,000
findings in 100 by 40 cells. Its rows are mounting the article, drawing it with other findings
marked, another width, and steps by a line and by a page (medians). Below them are keys in the view
and in the whole reader with its panes, from press to drawn, and opening the list of 10,000 notes.
The memory and the first paint of a 10 MB text are printed last.
"""

import asyncio
import gc
import os
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content, Span
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static, TextArea

from analysis import Analysis, Entity, Mention, Quotation, TimeExpression
from db import Document, Store
from tui.app import OnRecordApp
from tui.tints import tint_variables
from tui.widgets.article_view.view import ArticleView

WORDS, FINDINGS = 20_000, 4_000
SIZE = (100, 40)
STEPS = 30
RESTYLES = 5
GOALS = {"mount": 80.0, "restyle": 10.0, "line step": 6.0, "page jump": 10.0, "notes": 100.0}
READER_KEYS = {
    "j": ["j"],
    "space": ["space"],
    "]q": ["]", "q"],
    "]e": ["]", "e"],
    "; Esc": ["semicolon", "escape"],
}
BIG = 10_000_000  # characters
NOTES = 10_000


def made_article(words: int, findings: int, seed: int = 1) -> Analysis:
    """An article of made-up words in paragraphs, with overlapping findings spread over it."""
    rng = random.Random(seed)
    syllables = ["ka", "lor", "mi", "ten", "sa", "rud", "vel", "no", "pri", "ash"]
    lexicon = ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(3_000)]
    sentences = []
    left = words
    while left > 0:
        length = min(rng.randint(8, 24), left)
        sentences.append(" ".join(rng.choices(lexicon, k=length)).capitalize() + ".")
        left -= length
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    text = "\n\n".join(paragraphs)
    starts = sorted(rng.sample(range(max(len(text) - 300, findings)), findings))
    mentions, quotations, times = [], [], []
    for number, start in enumerate(starts):
        match number % 4:
            case 0 | 1:
                mentions.append(Mention(start, start + rng.randint(4, 20), "PERSON", "name", 0))
            case 2:
                quotations.append(Quotation(((start, start + rng.randint(40, 250)),), "direct"))
            case _:
                times.append(TimeExpression(start, start + rng.randint(6, 15), "DATE", "2026"))
    entities = (Entity(0, "Kalor Miten", "PERSON"),)
    return Analysis(
        text, None, entities, tuple(mentions), tuple(quotations), tuple(times)
    )  # fmt: skip


class _Bench(App[None]):
    """An app with nothing but the widget measured."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the variables that the app's own themes define."""
        return tint_variables(self.current_theme, "true")

    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="holder", can_focus=False)


def _spans(analysis: Analysis) -> list[Span]:
    spans = [Span(m.start, m.end, "bold") for m in analysis.mentions]
    spans += [Span(t.start, t.end, "underline") for t in analysis.times]
    return spans + [Span(q.start, q.end, "italic") for q in analysis.quotations]


class _Subject:
    """A widget showing the article, and how to do to it what is measured."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def make(self) -> Widget:
        raise NotImplementedError

    def restyle(self) -> None:
        raise NotImplementedError

    def scroller(self, app: App[None]) -> Widget:
        raise NotImplementedError


class _Ours(_Subject):
    view: ArticleView
    chosen = 0

    def make(self) -> Widget:
        self.view = ArticleView()
        self.view.show(self.analysis)
        return self.view

    def restyle(self) -> None:
        self.chosen += 1
        spans = [(mention.start, mention.end) for mention in self.analysis.mentions]
        self.view.highlight([spans[self.chosen]], spans)

    def scroller(self, app: App[None]) -> Widget:
        del app
        return self.view


class _Static(_Subject):
    static: Static

    def make(self) -> Widget:
        self.static = Static(Content(self.analysis.text, spans=_spans(self.analysis)))
        return self.static

    def restyle(self) -> None:
        spans = _spans(self.analysis)
        spans += [Span(m.start, m.end, "reverse") for m in self.analysis.mentions]
        self.static.update(Content(self.analysis.text, spans=spans))

    def scroller(self, app: App[None]) -> Widget:
        return app.query_one("#holder")


class _TextArea(_Subject):
    """Has no way to mark findings, so its restyle is only a change of theme."""

    area: TextArea

    def make(self) -> Widget:
        self.area = TextArea(self.analysis.text, read_only=True, soft_wrap=True)
        self.area.styles.height = "100%"
        return self.area

    def restyle(self) -> None:
        self.area.theme = "monokai" if self.area.theme == "css" else "css"

    def scroller(self, app: App[None]) -> Widget:
        del app
        return self.area


async def _cpu(pilot: Pilot[None], act: Callable[[], object]) -> float:
    """CPU milliseconds from the act until the screen is drawn."""
    gc.collect()
    began = time.process_time()
    done = act()
    if isinstance(done, Awaitable):
        await done
    await pilot.pause()
    return (time.process_time() - began) * 1000


async def _measure(subject: _Subject) -> dict[str, float]:
    app = _Bench()
    figures: dict[str, float] = {}
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        holder = app.query_one("#holder")
        idle = statistics.median([await _cpu(pilot, lambda: None) for _ in range(5)])
        figures["mount"] = await _cpu(pilot, lambda: holder.mount(subject.make())) - idle
        restyled = [await _cpu(pilot, subject.restyle) for _ in range(RESTYLES)]
        figures["restyle"] = statistics.median(restyled) - idle
        scroller = subject.scroller(app)
        for name, by in (("line step", 1), ("page jump", SIZE[1] - 2)):
            step = partial(scroller.scroll_relative, y=by, animate=False, force=True)
            steps = [await _cpu(pilot, step) for _ in range(STEPS)]
            figures[name] = statistics.median(steps) - idle
        began = time.process_time()
        await pilot.resize_terminal(80, SIZE[1])
        await pilot.pause()
        figures["resize"] = (time.process_time() - began) * 1000 - idle
    return figures


async def _keys(analysis: Analysis) -> dict[str, float]:
    """The keys j and space on our view, with cursor and sentence, from press to drawn."""
    app = _Bench()
    figures: dict[str, float] = {}
    async with app.run_test(size=SIZE) as pilot:
        view = ArticleView()
        view.show(analysis)
        await app.query_one("#holder").mount(view)
        view.focus()
        await pilot.pause()
        idle = statistics.median([await _cpu(pilot, lambda: None) for _ in range(5)])
        for name, action in (("j", lambda: view.action_lines(1)),
                             ("space", lambda: view.action_pages(1))):  # fmt: skip
            figures[name] = (
                statistics.median([await _cpu(pilot, action) for _ in range(STEPS)]) - idle
            )
    return figures


async def _reader(analysis: Analysis) -> dict[str, float]:
    """Keys in the whole reader, with panes and foot, from press to drawn."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONRECORD_STATE"] = folder
        path = Path(folder) / "store.sqlite"
        with Store(path) as store:
            store.articles.add(Document(analysis.text, "Made"), analysis)
        app = OnRecordApp(path, article=1)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            idle = statistics.median([await _cpu(pilot, lambda: None) for _ in range(5)])
            for name, keys in READER_KEYS.items():
                press = partial(pilot.press, *keys)
                costs = [await _cpu(pilot, press) for _ in range(STEPS)]
                figures[name] = statistics.median(costs) - idle
    return figures


async def _notes() -> float:
    """CPU milliseconds of the whole app to open the list of 10,000 notes."""
    rng = random.Random(1)
    tags = [f"{above}/{below}" for above in ("port", "court") for below in ("a", "b", "c", "d")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONRECORD_STATE"] = folder
        path = Path(folder) / "store.sqlite"
        with Store(path) as store, store.group_commits():
            for number in range(NOTES // 25):
                text = f"{made_article(400, 0, number).text} {number}"
                article = store.articles.add(Document(text, "Made"), Analysis(text)).article
                for _ in range(25):
                    start = rng.randrange(len(text) - 100)
                    chosen = rng.sample(tags, rng.randrange(3))
                    store.notes.add(article, start, start + rng.randint(20, 90), "", tags=chosen)
        app = OnRecordApp(path)
        async with app.run_test(size=SIZE) as pilot:
            costs = []
            for _ in range(RESTYLES + 1):
                await pilot.pause()
                await app.workers.wait_for_complete()

                async def open_list() -> None:
                    await pilot.press("g", "n")
                    await app.workers.wait_for_complete()

                costs.append(await _cpu(pilot, open_list))
                await pilot.press("q")
    return statistics.median(costs[1:])  # the first imports the screen


async def _big(analysis: Analysis) -> float:
    """CPU seconds to the first paint of a long text."""
    app = _Bench()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        view = ArticleView()

        def mount() -> Awaitable[None]:
            view.show(analysis)
            return app.query_one("#holder").mount(view)

        seconds = await _cpu(pilot, mount) / 1000
        if not view.virtual_size.height:
            raise RuntimeError("the text was not drawn")
    return seconds


def _memory(analysis: Analysis) -> float:
    """Bytes that the view takes at most while a long text is shown, for each byte of the text."""
    tracemalloc.start()
    asyncio.run(_big(analysis))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / len(analysis.text.encode())


def run(arguments: list[str]) -> int:
    """Measure and print; 1 where a goal was missed."""
    if arguments:
        print("usage: python -m benchmarks screen", file=sys.stderr)
        return 2
    analysis = made_article(WORDS, FINDINGS)
    subjects = {"ArticleView": _Ours, "Static": _Static, "TextArea": _TextArea}
    figures = {name: asyncio.run(_measure(make(analysis))) for name, make in subjects.items()}
    table = Table("CPU ms", *subjects, "goal", title=f"{WORDS:,} words, {FINDINGS:,} findings")
    for act in ("mount", "restyle", "resize", "line step", "page jump"):
        goal = f"≤ {GOALS[act]:.0f}" if act in GOALS else ""
        table.add_row(act, *(f"{figures[name][act]:.1f}" for name in subjects), goal)
    keys = asyncio.run(_keys(analysis))
    for key, figure in keys.items():
        table.add_row(f"key {key}", f"{figure:.1f}", "", "", "")
    for key, figure in asyncio.run(_reader(analysis)).items():
        table.add_row(f"reader {key}", f"{figure:.1f}", "", "", "")
    notes = asyncio.run(_notes())
    table.add_row(f"{NOTES:,} notes", f"{notes:.1f}", "", "", f"≤ {GOALS['notes']:.0f}")
    big = made_article(BIG // 7, BIG // 40)
    seconds, memory = asyncio.run(_big(big)), _memory(big)
    console = Console()
    console.print(table)
    console.print(f"{len(big.text):,} characters: first paint {seconds:.2f} s CPU (goal ≤ 1)")
    console.print(f"memory {memory:.1f} bytes for each byte of text (goal ≤ 10)")
    ours = figures["ArticleView"] | {"notes": notes}
    missed = [act for act, goal in GOALS.items() if ours[act] > goal]
    return 1 if missed or seconds > 1 or memory > 10 else 0
