"""What the catalogue holds: regions, indicators, departments, plans and their targets.

These are the plans as published. What changes later (an allocation, a mid-term revision) is an
event, not an edit of these files.
"""

from shared.catalogue.model.appraisals import AppraisalItem, AppraisalScheme, Deduction, Exemption, scheme_of
from shared.catalogue.model.commitments import Commitment, CommitmentBound, CommitmentHorizon, PrintedAmount
from shared.catalogue.model.comparisons import PANEL, ComparisonRule, ExpectedRelation
from shared.catalogue.model.definitions import Definition, ExplainedLine
from shared.catalogue.model.indicators import Indicator, basis_points
from shared.catalogue.model.kinds import Attribute, Bound, Frequency, Horizon, Kind, Unjudged
from shared.catalogue.model.office import Letterhead, Office, Tile
from shared.catalogue.model.panel import Panel, PanelMember
from shared.catalogue.model.plans import Plan
from shared.catalogue.model.regions import GROUP, LEVELS, Department, Region
from shared.catalogue.model.targets import AnnualTarget, CompletedTarget, Source, Target, exact

__all__ = [
    "GROUP",
    "LEVELS",
    "PANEL",
    "AnnualTarget",
    "AppraisalItem",
    "AppraisalScheme",
    "Attribute",
    "Bound",
    "Commitment",
    "CommitmentBound",
    "CommitmentHorizon",
    "ComparisonRule",
    "CompletedTarget",
    "Deduction",
    "Definition",
    "Department",
    "Exemption",
    "ExpectedRelation",
    "ExplainedLine",
    "Frequency",
    "Horizon",
    "Indicator",
    "Kind",
    "Letterhead",
    "Office",
    "Panel",
    "PanelMember",
    "Plan",
    "PrintedAmount",
    "Region",
    "Source",
    "Target",
    "Tile",
    "Unjudged",
    "basis_points",
    "exact",
    "scheme_of",
]
