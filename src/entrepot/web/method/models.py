"""Every model with its formula, which is that at the head of its own module, its reference, and where it is worked."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Final

from entrepot.vocabulary.text import T


@dataclass(frozen=True)
class Model:
    """`id` is its module below `entrepot.models`; `address` where it is tried, below the language; `written` its formula where
    the module has none of its own."""

    id: str
    title: T
    answers: T
    reference: str
    address: str = ""
    written: str = ""

    @cached_property
    def formula(self) -> str:
        """What stands indented at the head of the module."""
        if self.written:
            return self.written
        lines = (import_module(f"entrepot.models.{self.id}").__doc__ or "").splitlines()
        return textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))


_WHAT_IF: Final = "region/CN-LN/what-if/"
_OPPORTUNITIES: Final = "region/CN-LN/opportunities/"
MODELS: Final = (
    Model(
        "stress",
        T("Stress test of a region's own trade", "地区自身贸易的压力测试"),
        T("What a change does to each row, all else kept", "在其他条件不变时，变化对每一行的影响"),
        "Amiti, Redding and Weinstein (2019), doi:10.1257/jep.33.4.187 (pass-through); each reaction is cited where it is used",
        f"{_WHAT_IF}?scenario=lost-market&method=stress",
    ),
    Model(
        "equilibrium.one_sector",
        T("General equilibrium of countries, one sector", "多国一般均衡（单部门）"),
        T("What a change of trade costs does to everyone", "贸易成本变化对各方的影响"),
        "Dekle, Eaton and Kortum (2007), doi:10.1257/aer.97.2.351; Arkolakis, Costinot and Rodríguez-Clare (2012), doi:10.1257/aer.102.1.94",
        f"{_WHAT_IF}?scenario=us-tariffs-2018&method=pass_through",
    ),
    Model(
        "equilibrium.many_sectors",
        T("General equilibrium with inputs and tariffs", "含中间投入与关税的多部门一般均衡"),
        T(
            "The same with sectors that buy from each other, and with tariff revenue",
            "在此基础上计入部门间投入与关税收入",
        ),
        "Caliendo and Parro (2015), doi:10.1093/restud/rdu035",
        f"{_WHAT_IF}?scenario=us-tariffs-2018&method=split",
    ),
    Model(
        "smart.smart",
        T("SMART, at the tariff line", "税目层面的 SMART 模型"),
        T("A tariff's first effect on imports, revenue and welfare", "关税对进口、税收与福利的初步影响"),
        "Laird and Yeats (1986), UNCTAD Discussion Paper 19",
        f"{_WHAT_IF}?scenario=rcep-cuts&method=smart",
    ),
    Model(
        "potential.potential",
        T("Export potential", "出口潜力"),
        T("Which markets could take more of what is exported", "哪些市场还能多买现有出口商品"),
        "Decreux and Spies (2016), International Trade Centre",
        _OPPORTUNITIES,
    ),
    Model(
        "diversification.diversify",
        T("Spreading exports under limits", "在限制条件下分散出口"),
        T("How little has to move for less to hang on one market", "为降低对单一市场的依赖，最少需要调整多少"),
        "Kelley (1960), doi:10.1137/0108053 (cuts); solved by HiGHS",
        _OPPORTUNITIES,
    ),
    Model(
        "gravity.estimate",
        T("Gravity", "引力模型"),
        T(
            "What two places would trade, given their size and what stands between them (`entrepot gravity`)",
            "按两地规模与其间阻碍应有的贸易（entrepot gravity）",
        ),
        "Santos Silva and Tenreyro (2006), doi:10.1162/rest.88.4.641; Fally (2015), doi:10.1016/j.jinteco.2015.05.005",
        written="trade_ijt = exp(exporter_it + importer_jt + b x_ijt) u_ijt",
    ),
)
