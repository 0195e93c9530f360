"""The scales and the matrix by which a hazard's clinical risk is rated."""

from __future__ import annotations

from enum import Enum


class Severity(str, Enum):
    """How badly patients may come to harm, worst last.

    Source of this, of `Likelihood` and of the matrix: NHS Digital, DCB0129 Implementation Guidance v3.2, tables 7 to
    10, which it gives as examples that a manufacturer may adopt.
    """

    MINOR = "minor"
    SIGNIFICANT = "significant"
    CONSIDERABLE = "considerable"
    MAJOR = "major"
    CATASTROPHIC = "catastrophic"


class Likelihood(str, Enum):
    """How likely it is that patients come to that harm, likeliest last."""

    VERY_LOW = "very low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very high"


SEVERITY_MEANS = {
    Severity.CATASTROPHIC: "several patients die, or are disabled or harmed for life",
    Severity.MAJOR: "one patient dies, or is disabled or harmed for life; several are badly hurt and recover",
    Severity.CONSIDERABLE: "one patient is badly hurt or traumatised and recovers; several have a lasting minor injury",
    Severity.SIGNIFICANT: "one patient has a lasting minor injury or trauma; several have a passing one, or are upset",
    Severity.MINOR: "one patient has a passing minor injury, is upset or is put to trouble",
}
"""What each severity means, worst first."""

LIKELIHOOD_MEANS = {
    Likelihood.VERY_HIGH: "certain or almost certain",
    Likelihood.HIGH: "not certain but very possible; to be expected in the majority of cases",
    Likelihood.MEDIUM: "possible",
    Likelihood.LOW: "could occur, but on the great majority of occasions will not",
    Likelihood.VERY_LOW: "negligible, or nearly so",
}
"""What each likelihood means, likeliest first."""

RISK_MEANS = {
    5: "unacceptable",
    4: "must be removed or controlled down to an acceptable level",
    3: "undesirable; acceptable only where further reduction is impractical",
    2: "acceptable where further reduction costs more than it gains, or is impractical",
    1: "acceptable",
}
"""What each risk rating means, highest first."""

HIGHEST_RESIDUAL = 3
"""The highest rating with which the bot may be given to patients."""

_MATRIX = {  # by likelihood, the rating for each severity in rising order
    Likelihood.VERY_HIGH: (3, 4, 4, 5, 5),
    Likelihood.HIGH: (2, 3, 3, 4, 5),
    Likelihood.MEDIUM: (2, 2, 3, 3, 4),
    Likelihood.LOW: (1, 2, 2, 3, 4),
    Likelihood.VERY_LOW: (1, 1, 2, 2, 3),
}


def risk(severity: Severity, likelihood: Likelihood) -> int:
    """Return the clinical risk, from 1 (acceptable) to 5 (unacceptable)."""
    return _MATRIX[likelihood][list(Severity).index(severity)]
