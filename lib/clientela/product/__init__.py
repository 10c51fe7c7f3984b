"""Stage 2, the product: what carries the sales, what moves and goes together; what customers expect, receive and would love."""

from clientela.engine.rooms import adopt
from clientela.product.consistency.analysis import consistency
from clientela.product.consistency.page import (
    consistency_advice,
    consistency_table,
    plot_consistency,
    plot_consistency_funnel,
)
from clientela.product.expectations.gaps import gaps
from clientela.product.expectations.gaps_page import (
    gaps_advice,
    gaps_reading,
    gaps_table,
    plot_gaps,
    survey_advice,
)
from clientela.product.expectations.hierarchy import (
    hierarchy,
    hierarchy_advice,
    hierarchy_reading,
    hierarchy_table,
    plot_hierarchy,
)
from clientela.product.expectations.importance import (
    importance,
    importance_advice,
    importance_table,
    plot_importance,
)
from clientela.product.expectations.raters import plot_raters, raters, raters_advice
from clientela.product.findings import arranged
from clientela.product.offer.benefits import benefits
from clientela.product.offer.page import (
    benefits_advice,
    claims_table,
    lost_table,
    supply_advice,
    unattended_table,
    unclaimed_table,
)
from clientela.product.offer.supply import supply
from clientela.product.portfolio.affinity import affinity, affinity_advice, plot_affinity
from clientela.product.portfolio.analysis import (
    classes_table,
    plot_portfolio,
    portfolio,
    portfolio_advice,
    portfolio_table,
)
from clientela.product.portfolio.baskets import baskets, baskets_advice, baskets_table, plot_baskets
from clientela.product.portfolio.categories import categories
from clientela.product.portfolio.categories_page import (
    categories_advice,
    categories_table,
    plot_categories,
)
from clientela.product.portfolio.entry import entry, entry_advice, plot_entry
from clientela.product.portfolio.returns import returns, returns_advice, returns_table
from clientela.product.prices.analysis import prices
from clientela.product.prices.page import depth_table, plot_prices, prices_advice
from clientela.product.prices.samples import samples
from clientela.product.prices.samples_page import plot_samples, samples_advice
from clientela.product.prices.willingness import willingness
from clientela.product.prices.willingness_page import (
    demand_table,
    plot_willingness,
    willingness_advice,
    willingness_table,
)
from clientela.product.promises.analysis import promises
from clientela.product.promises.broken import broken_promises
from clientela.product.promises.page import (
    broken_sentence,
    commitments_table,
    overdue_table,
    plot_promises,
    promises_advice,
    promises_table,
    states_table,
)
from clientela.product.promises.register import commitments
from clientela.product.recovery.analysis import recovery
from clientela.product.recovery.answering import answering
from clientela.product.recovery.answering_page import (
    answering_advice,
    answering_table,
    plot_answering,
    severity_table,
)
from clientela.product.recovery.clock import clock
from clientela.product.recovery.complaints_findings import complaints_findings
from clientela.product.recovery.law_page import legal_sentence
from clientela.product.recovery.page import plot_recovery, recovery_sentence, recovery_table
from clientela.product.recovery.queue import severity
from clientela.product.recovery.repurchase import repurchase
from clientela.product.recovery.repurchase_page import (
    plot_repurchase,
    recovery_advice,
    repurchase_sentence,
    repurchase_table,
)
from clientela.product.satisfaction.analysis import satisfaction
from clientela.product.satisfaction.page import (
    plot_satisfaction,
    plot_satisfaction_months,
    questions_table,
    satisfaction_advice,
)
from clientela.product.twins.analysis import twins
from clientela.product.twins.page import twins_advice, twins_table
from clientela.product.visible.blueprint import blueprint
from clientela.product.visible.contract import service_contract
from clientela.product.visible.differences import differences
from clientela.product.visible.evidence import evidence
from clientela.product.visible.evidence_page import (
    cases_table,
    differences_advice,
    differences_table,
    evidence_advice,
    proofs_table,
)
from clientela.product.visible.included import included
from clientela.product.visible.steps_page import (
    blueprint_advice,
    clauses_table,
    contract_advice,
    contract_parts_table,
    fails_table,
    included_advice,
    plot_blueprint,
    terms_table,
)

__all__ = [
    "affinity",
    "affinity_advice",
    "answering",
    "answering_advice",
    "answering_table",
    "arranged",
    "baskets",
    "baskets_advice",
    "baskets_table",
    "benefits",
    "benefits_advice",
    "blueprint",
    "blueprint_advice",
    "broken_promises",
    "broken_sentence",
    "cases_table",
    "categories",
    "categories_advice",
    "categories_table",
    "claims_table",
    "classes_table",
    "clauses_table",
    "clock",
    "commitments",
    "commitments_table",
    "complaints_findings",
    "consistency",
    "consistency_advice",
    "consistency_table",
    "contract_advice",
    "contract_parts_table",
    "demand_table",
    "depth_table",
    "differences",
    "differences_advice",
    "differences_table",
    "entry",
    "entry_advice",
    "evidence",
    "evidence_advice",
    "fails_table",
    "gaps",
    "gaps_advice",
    "gaps_reading",
    "gaps_table",
    "hierarchy",
    "hierarchy_advice",
    "hierarchy_reading",
    "hierarchy_table",
    "importance",
    "importance_advice",
    "importance_table",
    "included",
    "included_advice",
    "legal_sentence",
    "lost_table",
    "overdue_table",
    "plot_affinity",
    "plot_answering",
    "plot_baskets",
    "plot_blueprint",
    "plot_categories",
    "plot_consistency",
    "plot_consistency_funnel",
    "plot_entry",
    "plot_gaps",
    "plot_hierarchy",
    "plot_importance",
    "plot_portfolio",
    "plot_prices",
    "plot_promises",
    "plot_raters",
    "plot_recovery",
    "plot_repurchase",
    "plot_samples",
    "plot_satisfaction",
    "plot_satisfaction_months",
    "plot_willingness",
    "portfolio",
    "portfolio_advice",
    "portfolio_table",
    "prices",
    "prices_advice",
    "promises",
    "promises_advice",
    "promises_table",
    "proofs_table",
    "questions_table",
    "raters",
    "raters_advice",
    "recovery",
    "recovery_advice",
    "recovery_sentence",
    "recovery_table",
    "repurchase",
    "repurchase_sentence",
    "repurchase_table",
    "returns",
    "returns_advice",
    "returns_table",
    "samples",
    "samples_advice",
    "satisfaction",
    "satisfaction_advice",
    "service_contract",
    "severity",
    "severity_table",
    "states_table",
    "supply",
    "supply_advice",
    "survey_advice",
    "terms_table",
    "twins",
    "twins_advice",
    "twins_table",
    "unattended_table",
    "unclaimed_table",
    "willingness",
    "willingness_advice",
    "willingness_table",
]

adopt(globals())
