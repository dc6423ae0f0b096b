"""Threads: what answers what, equal to a search that walks the answers one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import World, models
from tests.warehouse.correspondence import ADA, CY, OWNER, mail
from warehouse.modelling import run_models

# Each example builds a warehouse, so there are few; a failing one is shown as it is, as looking for a smaller one
# would take minutes.
FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])


def threads(world: World) -> set[frozenset[str]]:
    """The keys that each thread holds, without `mid:`."""
    return {
        frozenset(key.removeprefix("mid:") for key in keys)
        for keys in world.values("""
            select list(interaction)
            from staged.interaction
            join profiles.interaction_copy using (landed_seq, context_id)
            join profiles.thread_member using (interaction_id)
            group by thread_id
        """)
    }


def shown(answers: Mapping[str, Sequence[str]], conversation: Mapping[str, str] | None = None) -> World:
    """A world of one mail for each key, sent day by day in order, that answers the given ones."""
    world = World()
    world.shows("me", OWNER)
    said = {
        key: mail(
            key,
            f"2020-{number // 28 + 1:02}-{number % 28 + 1:02}",
            *((ADA, CY) if number % 2 else (CY, ADA)),
            answers=nearer,
            topic="Hello",
            conversation=(conversation or {}).get(key),
        )
        for number, (key, nearer) in enumerate(answers.items())
    }
    world.shows("mail", said)
    world.build_profiles()
    return world


def components(answers: Mapping[str, Sequence[str]], conversation: Mapping[str, str]) -> set[frozenset[str]]:
    """The same by brute force: whoever can be reached over answers and conversations, missing messages too."""
    ties = [(key, other) for key, others in answers.items() for other in others]
    ties += [(key, f"conversation {of}") for key, of in conversation.items() if key in answers]
    found = set()
    for start in answers:
        reached = {start}
        while more := {end for tie in ties if reached & set(tie) for end in tie} - reached:
            reached |= more
        found.add(frozenset(reached & set(answers)))
    return found


KEYS = st.sampled_from("abcdefghijklmnopqr")


@pytest.mark.slow
@settings(FEW, max_examples=12)
@given(
    answers=st.dictionaries(
        KEYS, st.lists(st.sampled_from("abcdefghijklmnopqrxyz"), max_size=2), min_size=6, max_size=18
    ),
    conversation=st.dictionaries(KEYS, st.sampled_from("12"), max_size=3),
)
def test_threads_are_what_a_search_along_the_answers_finds(
    answers: dict[str, list[str]], conversation: dict[str, str]
) -> None:
    assert threads(shown(answers, conversation)) == components(answers, conversation)


def test_a_chain_that_only_ever_names_the_last_message_is_one_thread() -> None:
    chain = {str(number): [str(number - 1)] if number else [] for number in range(200)}
    assert threads(shown(chain)) == {frozenset(chain)}


def test_a_chain_with_gaps_takes_rounds_by_its_logarithm(world: World) -> None:
    """Half of its 20,000 messages are missing, each names the last two: as many steps as messages take minutes."""
    world.build_profiles()
    keys = "'mid:' || (2 * number)"
    for table, columns in (
        ("told_again", f"1 as landed_seq, '' as context_id, {keys} as interaction, -1 - number as telling_no"),
        ("interaction_copy", "-1 - number as telling_no"),
        ("interaction", "null::timestamp as sent_at"),
    ):
        world.connection.execute(f"""
            create or replace table profiles.{table} as
            select {columns}, (md5_number_lower({keys}) >> 1)::bigint as interaction_id from range(10_000) as n(number)
        """)
    world.connection.execute(f"""
        insert into staged.reference by name
        select 'mail' as source, 1 as landed_seq, '' as context_id, number as ordinal, {keys} as interaction,
            'mid:' || (2 * number - back) as refers_to, 3 - back as position
        from range(1, 10_000) as n(number), range(1, 3) as b(back)
    """)
    world.connection.execute("drop table profiles.thread_member")
    begun = monotonic()
    run_models(world.connection, [model for model in models("profiles") if model.name == "thread_member"], "profiles")
    assert monotonic() - begun < 20
    assert world.rows("select count(distinct thread_id), count(*) from profiles.thread_member") == [(1, 10_000)]


def test_a_ring_of_answers_ends(world: World) -> None:
    assert threads(shown({"a": ["b"], "b": ["c"], "c": ["a"], "d": []})) == {frozenset("abc"), frozenset("d")}


def test_answers_to_a_message_that_we_do_not_have_are_one_thread() -> None:
    assert threads(shown({"a": ["lost"], "b": ["lost"], "c": []})) == {frozenset("ab"), frozenset("c")}


def test_one_topic_is_not_one_thread() -> None:
    assert len(threads(shown({"a": [], "b": []}))) == 2


@pytest.mark.parametrize("source", ["mail", "other"])
def test_a_conversation_is_one_in_its_source_only(source: str) -> None:
    world = World()
    world.shows("mail", {"a": mail("a", None, ADA, CY, conversation="7")})
    world.shows(source, {"b": mail("b", None, ADA, CY, conversation="7")}, part="more")
    world.build_profiles()
    assert len(threads(world)) == (1 if source == "mail" else 2)


def test_a_thread_is_called_after_its_first_message_and_tells_of_its_last() -> None:
    world = World()
    world.shows("me", OWNER)
    records: dict[str, list[Any]] = {
        "b": mail("b", "2020-01-02", CY, ADA, answers=["a"], topic="Re: Lunch"),
        "a": mail("a", "2020-01-01", ADA, CY, topic="Lunch"),
        "c": mail("c", "2020-01-03", ADA, CY, answers=["b"], topic="Out", auto_submitted="auto-replied"),
        "d": mail("d", None, ADA, CY, answers=["a"]),
    }
    world.shows("mail", records)
    world.build()
    world.check()
    assert world.rows("""
        select interaction_key, thread.topic, first_at::varchar, last_at::varchar, interaction_count, contact_count,
            person_count, last_direction
        from thread
        join interaction on interaction_id = thread.thread_id
    """) == [("mid:a", "Lunch", "2020-01-01 00:00:00", "2020-01-03 00:00:00", 4, 3, 2, "sent")]
    last = "select interaction_key from thread join interaction on interaction_id = last_interaction_id"
    assert world.values(last) == ["mid:c"]
