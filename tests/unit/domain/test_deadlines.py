"""What may become of a legal deadline: every state with every act, and what guards them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.deadlines import GUARDS, SAID, STEPS, WAY_OUT, Act, Attempt, step
from bot.domain.words import OWED
from bot.domain.words import DeadlineState as S
from bot.errors import Mistyped, Refused, WardroomError

NOW = datetime(2022, 11, 23, 1, 37, tzinfo=UTC)
# Somebody who may do anything, with everything that an act may ask for.
ABLE = Attempt(
    number=1, state=S.RUNNING, hard=True, user_id="U1LEGAL", anchor_at=NOW,
    roles=frozenset({"legal-lead"}), approvers=("legal-lead",), drafted_by="U2CISO",
    reason="because", receipt="CERTIn-1",
)  # fmt: skip
ALLOWED = {
    (S.NOT_ASSESSED, Act.APPLIES): S.ARMED,
    (S.NOT_ASSESSED, Act.NOT_APPLICABLE): S.NOT_APPLICABLE,
    (S.NOT_APPLICABLE, Act.APPLIES): S.ARMED,
    (S.ARMED, Act.START): S.RUNNING,
    (S.ARMED, Act.NOT_APPLICABLE): S.NOT_APPLICABLE,
    (S.RUNNING, Act.DRAFT): S.DRAFTING,
    (S.RUNNING, Act.MET): S.SUBMITTED,
    (S.RUNNING, Act.NOT_APPLICABLE): S.NOT_APPLICABLE,
    (S.DRAFTING, Act.APPROVE): S.APPROVED,
    (S.DRAFTING, Act.MET): S.SUBMITTED,
    (S.DRAFTING, Act.NOT_APPLICABLE): S.NOT_APPLICABLE,
    (S.APPROVED, Act.SEND_BACK): S.DRAFTING,
    (S.APPROVED, Act.MET): S.SUBMITTED,
    (S.APPROVED, Act.NOT_APPLICABLE): S.NOT_APPLICABLE,
    (S.SUBMITTED, Act.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.SUBMITTED, Act.FOLLOW_UP): S.FOLLOWUP,
    (S.ACKNOWLEDGED, Act.FOLLOW_UP): S.FOLLOWUP,
    (S.ACKNOWLEDGED, Act.CLOSE): S.CLOSED,
    (S.FOLLOWUP, Act.MET): S.SUBMITTED,
    (S.FOLLOWUP, Act.NOT_APPLICABLE): S.SUBMITTED,
}
PAIRS = [(state, act) for state in S for act in Act]


@pytest.mark.parametrize(("state", "act"), PAIRS)
def test_every_state_with_every_act(state: S, act: Act) -> None:
    """Twenty of a hundred lead on; each of the others is refused with the way out."""
    tried = replace(ABLE, state=state)
    if (state, act) in ALLOWED:
        assert step(act, tried) is ALLOWED[state, act]
        return
    with pytest.raises(Refused) as refused:
        step(act, tried)
    assert str(refused.value).startswith(f"D1 is {SAID[state]}; `{act}` does not go from there. ")
    assert refused.value.rule == "deadline states"
    assert refused.value.next_step == WAY_OUT[state].format(d="D1")


def test_the_table_speaks_of_every_state_and_every_state_can_be_reached() -> None:
    assert set(STEPS) == set(WAY_OUT) == set(SAID) == set(S)
    reached = {to for steps in STEPS.values() for to in steps.values()}
    # A clock is opened as one of the two: to be decided, or armed.
    assert reached | {S.NOT_ASSESSED} == set(S)
    assert {state for state in S if not STEPS[state]} == {S.CLOSED}


def test_from_everything_that_is_owed_a_way_leads_out_of_owing() -> None:
    for state in OWED:
        assert any(to not in OWED for to in STEPS[state].values()), state


@pytest.mark.parametrize("state", [S.RUNNING, S.DRAFTING, S.APPROVED, S.FOLLOWUP])
@pytest.mark.parametrize(("change", "says"), [
    ({"receipt": ""}, "a receipt number, or where the copy is"),
    ({"receipt": "  "}, "a receipt number, or where the copy is"),
    ({"late": True, "reason": ""}, "a late report needs its reason"),
    ({"late": True, "reason": " "}, "a late report needs its reason"),
])  # fmt: skip
def test_met_needs_a_receipt_and_when_late_a_reason(
    state: S, change: dict[str, object], says: str
) -> None:
    with pytest.raises(Mistyped, match=says) as refused:
        step(Act.MET, replace(ABLE, state=state, **change))  # type: ignore[arg-type]  # by name.
    assert "/deadline met D1 <receipt no>" in refused.value.next_step
    assert step(Act.MET, replace(ABLE, state=state, late=True)) is S.SUBMITTED
    assert step(Act.MET, replace(ABLE, state=state, late=False, reason="")) is S.SUBMITTED


HOLDERS = {"legal-lead": ("U1LEGAL",), "dpo": ("U5DPO", "U6DPO"), "director": ("U9BOSS",)}


@pytest.mark.parametrize("state", [S.NOT_ASSESSED, S.ARMED, S.RUNNING, S.DRAFTING, S.APPROVED])
def test_what_a_law_sets_only_legal_lead_or_dpo_rules_out(state: S) -> None:
    tried = replace(ABLE, state=state, holders=HOLDERS)
    for roles in ({"legal-lead"}, {"dpo"}, {"dpo", "scribe"}):
        assert step(Act.NOT_APPLICABLE, replace(tried, roles=frozenset(roles)))
    for roles in (set(), {"director"}, {"incident-commander"}, {"security-lead", "agency-liaison"}):
        with pytest.raises(Refused) as refused:
            step(Act.NOT_APPLICABLE, replace(tried, roles=frozenset(roles)))
        assert refused.value.rule.startswith("22")
        assert refused.value.who == "<@U5DPO>, <@U6DPO>, <@U1LEGAL>"
        assert refused.value.who in str(refused.value)
        soft = replace(tried, roles=frozenset(roles), hard=False)
        assert step(Act.NOT_APPLICABLE, soft) is S.NOT_APPLICABLE


def test_a_refusal_says_when_nobody_holds_the_role() -> None:
    nobody = replace(ABLE, roles=frozenset(), holders={})
    with pytest.raises(Refused, match="nobody holds that role: `/incident role legal-lead @who`"):
        step(Act.NOT_APPLICABLE, nobody)


@pytest.mark.parametrize("hard", [True, False])
def test_not_applicable_needs_a_reason_whoever_says_it(hard: bool) -> None:  # noqa: FBT001 - a case.
    for reason in ("", "   ", "\n"):
        with pytest.raises(Mistyped, match="needs a reason"):
            step(Act.NOT_APPLICABLE, replace(ABLE, hard=hard, reason=reason))


def test_a_draft_is_approved_by_another_in_a_named_role() -> None:
    tried = replace(ABLE, state=S.DRAFTING, holders=HOLDERS)
    assert step(Act.APPROVE, tried) is S.APPROVED
    with pytest.raises(Refused, match="somebody else must approve it") as own:
        step(Act.APPROVE, replace(tried, user_id="U2CISO"))
    assert own.value.rule == "two persons"
    with pytest.raises(Refused, match=r"Only legal-lead may approve D1 \(<@U1LEGAL>\)"):
        step(Act.APPROVE, replace(tried, user_id="U3", roles=frozenset({"director"})))
    anybody = replace(tried, approvers=(), user_id="U3", roles=frozenset())
    assert step(Act.APPROVE, anybody) is S.APPROVED
    with pytest.raises(Refused, match="somebody else must approve it"):
        step(Act.APPROVE, replace(anybody, user_id="U2CISO"))
    with pytest.raises(Refused, match="Nobody has written the report of D1 yet"):
        step(Act.APPROVE, replace(tried, drafted_by=None))


def test_a_clock_starts_when_its_anchor_has_happened() -> None:
    armed = replace(ABLE, state=S.ARMED)
    assert step(Act.START, armed) is S.RUNNING
    with pytest.raises(Refused, match="what it counts from has not happened"):
        step(Act.START, replace(armed, anchor_at=None))


def test_every_refusal_has_a_next_step() -> None:
    """Each guard, made to fail, says what to type or whom to ask."""
    failing = [
        (Act.START, replace(ABLE, state=S.ARMED, anchor_at=None)),
        (Act.NOT_APPLICABLE, replace(ABLE, reason="")),
        (Act.NOT_APPLICABLE, replace(ABLE, roles=frozenset())),
        (Act.APPROVE, replace(ABLE, state=S.DRAFTING, drafted_by="U1LEGAL")),
        (Act.APPROVE, replace(ABLE, state=S.DRAFTING, roles=frozenset())),
        (Act.APPROVE, replace(ABLE, state=S.DRAFTING, drafted_by=None)),
        (Act.MET, replace(ABLE, receipt="")),
        (Act.MET, replace(ABLE, late=True, reason="")),
    ]
    assert {act for act, _ in failing} == set(GUARDS)
    for act, tried in failing:
        with pytest.raises(WardroomError) as refused:
            step(act, tried)
        assert refused.value.next_step, (act, tried)
