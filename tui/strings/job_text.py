"""The strings of background jobs and their list."""

from __future__ import annotations

from typing import Final


class JobText:
    JOBS = "Jobs"
    VECTORS = "Make vectors"
    NO_JOBS = "No jobs yet. In the library, press a to add a file or a folder."
    ADDED_IN_LIBRARY = "The added articles are in the library."
    ALL_ANALYZED = "Every article is analyzed completely, or is being analyzed."
    ALREADY_RUNNING = "The analysis is already running. Press J to see its progress."
    ADD_JOB = "Add {name}"
    REANALYZE_JOB = "Analyze {articles} again"
    NO_FILE = "{name}: no readable file found. Check the path."
    SKIPPED_FILES = "{name}: {remark}."
    JOB_INTERRUPTED = "interrupted, {tasks} to do; Space goes on, x forgets it"
    IS_FIRST = "This job is the first already."
    JOB_PAUSED = "paused, {done:,} of {total:,} done; Space resumes"
    JOB_PAUSED_ONE = "paused; Space resumes"
    JOB_PAUSING = "pausing after {current}; Space resumes"
    JOB_RUNNING_INSIDE = "{inside}, {time}"
    JOB_RUNNING_INSIDE_LEFT = "{inside}, {time}, {left} left"
    NOT_SAVED = "The job cannot go on after quitting, because it was not saved: {error}"
    JOB_QUIT_QUESTION = "Quit while a job is running?"
    JOB_QUIT_ANSWERS: Final[dict[str, str]] = {
        "y": "quit; go on at the next start",
        "n": "stay",
        "x": "cancel the job and quit",
    }
    INTERRUPTED = "A job was interrupted"
    INTERRUPTED_JOB = "{title}: {tasks} to do"
    INTERRUPTED_ANSWERS: Final[dict[str, str]] = {
        "y": "go on",
        "n": "forget it",
        "Esc": "decide later, in the list of jobs (J)",
    }
    NOT_RESUMED = "{path} has no jobs that can go on: {error}. Delete it, and add the files again."
    JOB_ENDED = "{title} ended"
    JOB_WAITING = "waiting, {total:,} to do"
    JOB_RUNNING = "{done:,} of {total:,}, {time}: {current}"
    JOB_RUNNING_LEFT = "{done:,} of {total:,}, {time}, {speed}, {left} left: {current}"
    JOB_DONE = "{summary} in {time}"
    JOB_CANCELED = "{summary}; canceled after {time}"
    JOB_PROGRESS_ONE = "{title} … {seconds:.0f} s"
    JOB_PROGRESS_ONE_INSIDE = "{title} … {inside}, {seconds:.0f} s"
    JOB_PROGRESS = "{title}: {done:,} of {total:,}"
    JOB_PROGRESS_LEFT = "{title}: {done:,} of {total:,}, {left} left"
    COMPLETED = "Completed the analysis of {title}."
    ALREADY_ADDED = "{title} is already in the library."
    PROPOSED_VERSION = "{title} has another text in the library; press cp there to compare."
    REANALYZED = "Analyzed {title} again."
    EXPORTED = "Wrote {path}."
    NEW_VERSION = "{title} has a new version."
    ADDED = "Added {title}."
    ADDED_REFERENCE = "Added {title}; its text is not here yet. R in the library gets it."
    FULL_TEXT_STORED = "{title} has its full text now; gv shows the version of the feed."
    FETCH_JOB = "Get the text of {title}"
    FETCH_QUESTION = "Download the text of {title}?"
    FETCH_ANSWER = "Download"
    NO_ADDRESS = "{title} has no web address. Press E to add one."
    JOB_RESULT = "{title}: {summary}."
    JOB_RESULT_CANCELED = "{title} (canceled): {summary}."
    SUMMARY: Final[dict[str, str]] = {
        "done": "{number:,} done",
        "references": "{number:,} of them without a text (R gets it)",
        "known": "{number:,} already in the library",
        "proposed": "{number:,} proposed (cp in the library lists them)",
        "waiting": "{number:,} proposed already",
        "rejected": "{number:,} rejected before, left out",
        "recomputed": "findings of {number:,} computed here",
        "failed": "{number:,} failed",
        "incomplete": "{number:,} not analyzed completely",
        "interrupted": "{number:,} interrupted (text stored, R resumes)",
    }
