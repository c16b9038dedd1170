"""`studykit explain`: the note, its facts and tips; then predict, watch, and ask what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from studykit.cli.desk import DESK

if TYPE_CHECKING:
    from studykit.library.model import Topic
    from studykit.sim.scenario import Scenario


def explain(
    topic: Annotated[str, typer.Argument(help="A topic's id, or a scenario's.")],
    plain: Annotated[bool, typer.Option("--plain", help="Text only, without keys.")] = False,
) -> int:
    """Read a topic: note, facts, tips; then predict and watch."""
    shelf = DESK.shelf()
    found = shelf.topic(topic)
    _note(found, plain)
    _facts(found)
    for name, scenario in found.scenarios.items():
        DESK.write()
        _rule(scenario.caption)
        if DESK.interactive(plain):
            if not _watch(name, scenario, found):
                break
        else:
            _told(name, scenario)
    return 0


def _note(topic: Topic, plain: bool) -> None:
    _rule(topic.title)
    if DESK.interactive(plain) and DESK.colour:
        from rich.console import Console
        from rich.markdown import Markdown

        from studykit.screen.note import clean_lines

        Console(width=min(80, DESK.width), highlight=False).print(Markdown(clean_lines(topic.note)))
    else:
        from studykit.screen.note import plain_note

        DESK.write(plain_note(topic.note, min(80, DESK.width)))


def _facts(topic: Topic) -> None:
    from studykit.screen.paint import clean

    if topic.facts:
        DESK.write()
        _rule("Facts")
    for fact in topic.facts.values():
        _item(clean(fact.says))
        if fact.was:
            _item(f"Before: {clean(fact.was)}", 2)
        if fact.exam:
            _item(f"In the exam: {clean(fact.exam)}", 2)
        host = next((s.url.split("/")[2] if s.url else f"AWS API model, {s.model}" for s in fact.sources), "")
        if host:
            _item(f"({clean(host)}, checked {fact.checked})", 2, "dim")
    if topic.tips:
        DESK.write()
        _rule("Tips")
        for tip in topic.tips:
            _item(clean(" ".join(tip.split())))
    if topic.see:
        DESK.write()
        DESK.write("See also: " + ", ".join(topic.see))


def _told(name: str, scenario: Scenario) -> None:
    """The static form, from the kept default run where there is one."""
    from studykit.sim.frames import Canvas, timeline

    shelf = DESK.shelf()
    trace = shelf.trace(name)
    if trace is None:
        from studykit.sim.stage import play

        trace = play(name, scenario)
        shelf.keep_trace(trace)
    DESK.show(timeline(scenario, trace, Canvas(DESK.width, DESK.height, DESK.ascii)))


def _watch(name: str, scenario: Scenario, topic: Topic) -> bool:
    """Predict, replay, outcome; then what if, as often as the learner likes. False when the learner has had enough."""
    from studykit.cli.simulate import show
    from studykit.sim.stage import play

    trace = play(name, scenario)
    said = _predict(name, scenario)
    params: dict[str, Any] = {}
    while True:
        ended = show(scenario, trace)
        if said is not None and scenario.predict:
            from studykit.library.proofs import value_words

            outcome = value_words(trace.measures[scenario.predict.measure])
            DESK.write(f"You said {said}; it is {outcome}. {scenario.predict.because}")
            said = None
        if ended != "what-if":
            return ended == "next"
        params = _what_if(scenario, params)
        trace = play(name, scenario, params)


def _predict(name: str, scenario: Scenario) -> str | None:
    """Asks the prediction, which may be skipped and is never scored, and keeps it."""
    if scenario.predict is None:
        return None
    from studykit.library.proofs import value_words
    from studykit.screen.ask import ask

    choices = [value_words(choice) for choice in scenario.predict.choices]
    said = ask(scenario.predict.ask + " (Enter skips)", choices)
    if not said:
        return None
    with DESK.journal() as journal:
        data = {"measure": scenario.predict.measure, "said": said, "params": {}}
        journal.append("prediction", name, data, DESK.now(), DESK.day())
    return said


def _what_if(scenario: Scenario, params: dict[str, Any]) -> dict[str, Any]:
    """Lets the learner change parameters, by name=value."""
    from studykit.cli.simulate import typed
    from studykit.errors import UsageError
    from studykit.screen.ask import ask
    from studykit.sim.params import allowed, shown

    for name, param in scenario.params.items():
        value = shown(params.get(name, param.default))
        DESK.write(f"  {name} = {value}{allowed(param)}  {param.says}"[: DESK.width])
    text = ask("What if? name=value", [])
    try:
        return {**params, **typed(scenario, text.split())} if text else params
    except UsageError as wrong:
        DESK.write(str(wrong))
        return params


def _rule(text: str) -> None:
    from studykit.sim.frames.canvas import Segment

    DESK.show([(Segment(text, "title"),), ()])


def _item(text: str, indent: int = 0, style: str = "") -> None:
    import textwrap

    from studykit.sim.frames.canvas import Segment

    mark = "" if indent else "- "
    lines = textwrap.wrap(mark + text, min(80, DESK.width) - indent, subsequent_indent="" if indent else "  ")
    DESK.show([(Segment(" " * indent + line, style),) for line in lines])
