"""The schools of economic complexity, and every point on which they differ.

`entrepot` follows the formulas of Hausmann, Hidalgo and others (2014), The Atlas of Economic Complexity; `atlas` does what
the Growth Lab's package ecomplexity 0.5.3 does, `oec` what Datawheel's economic-complexity 0.3.0 does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Variant = Literal["entrepot", "atlas", "oec"]


@dataclass(frozen=True, slots=True)
class Convention:
    """What one school does where the schools differ; the field names are the differences."""

    reflections: int | None
    """How many times diversity and ubiquity are averaged back and forth; None is the limit, the eigenvector."""
    linked_to_itself: bool
    """phi_pp is 1, not 0."""
    pci_on_scale_of: Literal["reporters", "products"]
    """Whose mean and deviation PCI is set to; by that of reporters, ECI_r is the mean PCI of r's products."""
    deviation_of_sample: bool
    """The deviation is that of a sample (n - 1), not of the population (n)."""
    centred_gains: bool
    """Opportunities are weighed by PCI itself, not by PCI before its mean is taken out."""
    gain_shared_by: Literal["opportunity", "product"]
    """Whose sum of proximities a gain is divided by: the further opportunity's or the new product's."""
    less_own_part: bool
    """From a gain d_rp PCI_p is taken."""
    outlook_standardised: bool


VARIANTS: dict[Variant, Convention] = {
    "entrepot": Convention(
        reflections=None,
        linked_to_itself=False,
        pci_on_scale_of="reporters",
        deviation_of_sample=False,
        centred_gains=True,
        gain_shared_by="opportunity",
        less_own_part=True,
        outlook_standardised=False,
    ),
    "atlas": Convention(
        reflections=None,
        linked_to_itself=True,
        pci_on_scale_of="reporters",
        deviation_of_sample=False,
        centred_gains=False,
        gain_shared_by="opportunity",
        less_own_part=False,
        outlook_standardised=True,
    ),
    "oec": Convention(
        reflections=20,
        linked_to_itself=False,
        pci_on_scale_of="products",
        deviation_of_sample=True,
        centred_gains=True,
        gain_shared_by="product",
        less_own_part=True,
        outlook_standardised=False,
    ),
}
