"""Who has unsubscribed gets no SMS and no mail on the topic, hears what is statutory, and finds all of it on the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest

from claims.errors import BadInput, Refused
from claims.keyring import MasterKey
from claims.store.private import cipher_of
from notifications.messages.kinds import MESSAGE_KINDS, TOPICS
from notifications.messages.routes import Channels, MailServer, SmsGateway
from notifications.messages.sms import with_way_out
from tests.support.gateways import Gateway, Post, running_post
from tests.support.keys import write_private
from tests.support.reporting import report
from tests.support.told import PHONE, give_phone, the_message, use_gateway
from tests.support.world import INJURED, KIN, TODAY, World
from workflows.acting import act
from workflows.message_moves import TOLD_OF_MOVES, TOLD_OF_RUNGS, Side
from workflows.outbox import drain
from workflows.person_index import index_again
from workflows.sweep import sweep
from workflows.transaction import reading
from workflows.unsubscribing import (
    Unwanted,
    Way,
    link_of,
    read_token,
    subscribe,
    take_answer,
    unsubscribe,
    unsubscribed,
    unsubscribed_words,
)

PROGRESS, REMINDERS = Unwanted(INJURED, "progress"), Unwanted(INJURED, "reminder")
MAIL = "injured@person.example"


@pytest.fixture
def told(world: World, gateway: Gateway) -> World:
    give_phone(world, INJURED, PHONE)
    use_gateway(world, gateway.url)
    return world


@pytest.fixture
def office(world: World) -> Iterator[Post]:
    """A bureau that sends mails; the injured person has an address and no telephone."""
    body = json.loads(world.one("person_private", person_id=INJURED)["body"])
    write_private(world.engine, "person_private", INJURED, body=json.dumps({**body, "phone": "", "mail": MAIL}))
    with running_post() as made:
        world.desk = replace(world.desk, channels=Channels(mail=MailServer(made.url, "claims@bureau.example")))
        yield made


def apply_for(world: World, no: str) -> None:
    done = act(world.desk, "intake1", no, "apply", TODAY, {"kind": "injury", "consent": True, "form": True})
    assert done.done, done.refusals


def channel_of(world: World, no: str, kind: str) -> str:
    return str(the_message(world, no, kind, recipient_kind="person")["channel"])


def mails(office: Post) -> list[EmailMessage]:
    return [message_from_string(text, EmailMessage, policy=policy.default) for text in office.mails]


def test_only_persons_can_unsubscribe_and_nobody_from_what_asks_him_to_act_or_is_served() -> None:
    free = {code for code, kind in MESSAGE_KINDS.items() if kind.topic}
    assert {MESSAGE_KINDS[code].topic for code in free} == set(TOPICS)
    must = {"papers_missing", "payment_returned", "account_changed", "withdrawal_asked", "served_electronically"}
    assert not free & (
        must | {"appraisal_arranged", "appraisal_rearranged", "sign_in_code", "account_code", "report_received"}
    )
    for_platforms = {one.kind for told in TOLD_OF_MOVES.values() for one in told if one.side is Side.PLATFORM}
    for_persons = {one.kind for told in TOLD_OF_MOVES.values() for one in told if one.side is Side.PERSON}
    assert free <= for_persons | {one.kind for one in TOLD_OF_RUNGS.values()}
    assert not free & (for_platforms - for_persons)


def test_what_is_unsubscribed_stays_on_the_page_and_the_rest_goes_out(told: World, gateway: Gateway) -> None:
    unsubscribe(told.desk, PROGRESS, Way.PAGE)
    no = report(told)
    drain(told.desk)
    apply_for(told, no)
    drain(told.desk)
    assert channel_of(told, no, "report_received") == "sms"
    assert channel_of(told, no, "application_received") == "notice"
    assert [one.fields["id"] for one in gateway.taken] == [the_message(told, no)["id"]]


def test_another_topic_and_another_person_are_not_meant(told: World) -> None:
    unsubscribe(told.desk, REMINDERS, Way.PAGE)
    unsubscribe(told.desk, Unwanted(KIN, "progress"), Way.PAGE)
    no = report(told)
    apply_for(told, no)
    assert channel_of(told, no, "application_received") == "sms"


def test_a_reminder_stays_on_the_page_too(told: World) -> None:
    unsubscribe(told.desk, REMINDERS, Way.LINK)
    no = report(told)
    sweep(told.desk, told.one("clock", claim_no=no, code="T3")["due_on"] - timedelta(days=3))
    assert {row["channel"] for row in told.rows("message", claim_no=no, kind="remind_apply")} == {"notice"}


def test_who_unsubscribes_while_a_message_waits_does_not_get_it(told: World, gateway: Gateway) -> None:
    no = report(told)
    apply_for(told, no)
    unsubscribe(told.desk, PROGRESS, Way.PAGE)
    drain(told.desk)
    message = the_message(told, no, "application_received")
    assert (message["state"], message["last_error"], len(gateway.taken)) == ("dropped", "unsubscribed", 0)


def test_a_mail_carries_the_way_out_and_a_statutory_one_does_not(world: World, office: Post) -> None:
    no = report(world)
    drain(world.desk)
    apply_for(world, no)
    drain(world.desk)
    first, second = mails(office)
    assert (first["List-Unsubscribe"], first["List-Unsubscribe-Post"]) == (None, None)
    link = link_of(world.desk, PROGRESS)
    assert second["List-Unsubscribe"] == f"<{link}>"
    assert f"\nList-Unsubscribe: <{link}>\n" in office.mails[1].replace("\r\n", "\n")
    assert second["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"不想再收这一类邮件：{link}" in second.get_content()
    assert "退订" not in first.get_content()


def test_a_link_is_good_for_one_person_and_topic_and_outlives_a_change_of_keys(world: World) -> None:
    token = link_of(world.desk, PROGRESS).rpartition("/")[2]
    with reading(world.desk) as connection:
        assert read_token(world.desk, connection, token) == PROGRESS
        for wrong in (token[:-1], token.replace("progress", "reminder"), token.replace(INJURED, KIN), "", "~", "~~\0"):
            with pytest.raises(Refused) as refused:
                read_token(world.desk, connection, wrong)
            assert refused.value.code == "unsubscribe_link_wrong"
        cipher = cipher_of(world.engine)
        cipher.keyring = replace(cipher.keyring, keys=(MasterKey("newer", bytes(32)), *cipher.keyring.keys))
        assert link_of(world.desk, PROGRESS).rpartition("/")[2] != token
        assert read_token(world.desk, connection, token) == PROGRESS


def test_twice_is_once_and_what_was_is_kept(world: World) -> None:
    for _ in range(2):
        unsubscribe(world.desk, PROGRESS, Way.LINK)
    subscribe(world.desk, PROGRESS)
    subscribe(world.desk, PROGRESS)
    with reading(world.desk) as connection:
        assert not unsubscribed(connection, [INJURED])
    unsubscribe(world.desk, PROGRESS, Way.PAGE)
    rows = world.rows("unsubscription", person_id=INJURED)
    assert sorted((row["way"], row["ends_at"] is None) for row in rows) == [("link", False), ("page", True)]
    with pytest.raises(BadInput) as unknown:
        unsubscribe(world.desk, Unwanted(INJURED, "served"), Way.PAGE)
    assert unknown.value.code == "topic_unknown"


@pytest.mark.parametrize(
    ("text", "stops"), [("TD", 2), (" 退订。", 2), ("ｔｄ", 2), ("T！", 2), ("谢谢", 0), ("不要TD", 0), ("", 0)]
)
def test_who_answers_that_he_wants_no_more_is_told_of_no_topic(world: World, text: str, stops: int) -> None:
    answered(world, text)
    rows = world.rows("unsubscription")
    assert [(row["person_id"], row["way"]) for row in rows] == [(INJURED, "answer")] * stops
    assert len({row["topic"] for row in rows}) == stops


def answered(world: World, text: str, ago: timedelta = timedelta()) -> None:
    """The injured person's telephone answers."""
    give_phone(world, INJURED, PHONE)
    with world.engine.begin() as connection:
        index_again(connection, INJURED)
    take_answer(world.desk, f"+86{PHONE}", text, world.desk.instant() - ago)


def test_an_answer_handed_on_again_undoes_no_later_choice(world: World) -> None:
    answered(world, "TD", timedelta(hours=1))
    subscribe(world.desk, PROGRESS)
    answered(world, "TD", timedelta(hours=1))
    with reading(world.desk) as connection:
        assert list(unsubscribed(connection, [INJURED])) == [REMINDERS]


@pytest.mark.parametrize("answers", [True, False])
def test_an_sms_says_how_to_answer_where_answers_come_back_and_it_stays_one(
    told: World, gateway: Gateway, answers: bool
) -> None:
    told.desk = replace(told.desk, channels=Channels(sms=SmsGateway(gateway.url, "key", answers=answers)))
    no = report(told)
    drain(told.desk)
    apply_for(told, no)
    drain(told.desk)
    texts = [one.fields["text"] for one in gateway.taken]
    assert [text.endswith("，退订回TD") for text in texts] == [False, answers]
    assert with_way_out("满" * 65) == "满" * 65


def test_the_desk_sees_who_has_unsubscribed(world: World) -> None:
    no = report(world)
    unsubscribe(world.desk, REMINDERS, Way.PAGE)
    with reading(world.desk) as connection:
        told = unsubscribed_words(connection, world.one("claim", no=no))
    assert told == "受伤人员期限提醒（2024-10-10起）"
