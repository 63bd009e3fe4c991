"""A rule as whole numbers: a step is what the calculator says, and it can be undone, however large its numbers."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from yibao_cli.core.formula import Inputs, apply
from yibao_cli.core.integer import LARGEST_FEN, first_ages, step_of, to_fen
from yibao_cli.core.money import FEN, ROUNDING_MODES
from yibao_cli.core.policy import Formula, Policy, Reduction, Rounding

from .builders import band, own, policy, pooled

finest_rates = st.integers(0, 10**18).map(lambda n: Decimal(n).scaleb(-18))
amounts = st.integers(0, LARGEST_FEN) | st.integers(0, 100_000)
TINY_A_YEAR = Formula(rate=Decimal("0.000049999999999996"), of="base", per="year")


@st.composite
def acting(draw: st.DrawFn) -> Policy:
    """Every way of posting, rounding and reducing that a rate can be put through."""
    return policy(
        posting=draw(st.sampled_from(["month", "year"])),
        rounding=Rounding(
            draw(st.sampled_from([FEN, Decimal("0.1"), Decimal(1)])), draw(st.sampled_from(list(ROUNDING_MODES)))
        ),
        reduction=draw(
            st.none()
            | finest_rates.map(lambda rate: Reduction(20, 20, rate=rate))
            | st.integers(0, 3_000).map(lambda n: Reduction(20, 20, yuan=Decimal(n).scaleb(-2)))
        ),
    )


formulas = st.builds(
    Formula, per=st.sampled_from(["month", "year"]), rate=finest_rates, of=st.sampled_from(["base", "pension"])
)


@given(acting(), formulas, st.integers(0, 20), amounts)
@example(policy(reduction=Reduction(20, 20, rate=Decimal("0.5"))), TINY_A_YEAR, 1, 240_000)  # 0.005 only where cut
@example(policy(rounding=Rounding(FEN, "half-even")), TINY_A_YEAR, 0, 120_000)
@example(policy(reduction=Reduction(20, 20, yuan=Decimal(1))), Formula(rate=Decimal(0), of="base", per="year"), 1, 1)
def test_a_step_is_what_the_calculator_says_and_its_inverse_where_it_steps(
    rule: Policy, formula: Formula, missing: int, given_fen: int
) -> None:
    step = step_of(formula, rule, None, missing)
    yuan = Decimal(given_fen).scaleb(-2)
    line = apply("", formula, Inputs(yuan, yuan, {}, None, missing), rule.posting, rule.rounding, rule.reduction)
    assert step.fen(given_fen) == to_fen(line.amount)
    if step.rate > 0:
        beyond = step.fen(given_fen) + step.unit
        assert step.fen(step.reaching(beyond) - 1) < beyond <= step.fen(step.reaching(beyond))
        assert step.reaching(beyond) > given_fen


def test_only_the_ages_at_which_something_grows_are_told_apart() -> None:
    rule = policy(
        pooled(band(below=60, yuan="10"), band(60, 63, yuan_per_year_of_age="1"), band(63, yuan="70")),
        own(band(below=45, rate="0.02", of="base"), band(45, rate="0.025", of="base")),
    )
    assert first_ages(rule) == (0, 45, 60, 61, 62, 63)
