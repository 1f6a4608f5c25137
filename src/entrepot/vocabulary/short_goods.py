"""What goods are called where the full name of their chapter is too long: in labels, and at the head of a row."""

from __future__ import annotations

from typing import Final

from entrepot.vocabulary.products import product
from entrepot.vocabulary.text import T

# Of the chapters whose published names are long; the others are short enough.
SHORT_CHAPTERS: Final[dict[str, T]] = {
    "02": T("Meat", "肉类"),
    "03": T("Fish, seafood", "水产品"),
    "04": T("Dairy, eggs, honey", "乳品、蛋品"),
    "06": T("Live plants, flowers", "活植物、花卉"),
    "07": T("Vegetables", "蔬菜"),
    "08": T("Fruit and nuts", "水果、坚果"),
    "09": T("Coffee, tea, spices", "咖啡、茶、香料"),
    "11": T("Malt, starch, flour", "麦芽、淀粉、面粉"),
    "12": T("Oil seeds, fodder", "油籽、饲料植物"),
    "13": T("Gums and resins", "树胶、树脂"),
    "14": T("Plaiting materials", "编结用植物材料"),
    "15": T("Fats and oils", "动植物油脂"),
    "16": T("Meat, fish products", "肉、水产制品"),
    "17": T("Sugar, sweets", "糖及糖食"),
    "18": T("Cocoa", "可可及制品"),
    "19": T("Cereal preparations", "谷物制品、糕饼"),
    "20": T("Vegetable, fruit products", "蔬果制品"),
    "21": T("Other foods", "杂项食品"),
    "22": T("Beverages", "饮料、酒"),
    "23": T("Animal feed", "饲料"),
    "24": T("Tobacco", "烟草"),
    "25": T("Salt, stone, cement", "盐、石料、水泥"),
    "26": T("Ores", "矿砂"),
    "27": T("Mineral fuels", "矿物燃料"),
    "28": T("Inorganic chemicals", "无机化学品"),
    "32": T("Dyes, paints", "染料、油漆"),
    "33": T("Perfumes, cosmetics", "精油、化妆品"),
    "34": T("Soap, detergents", "肥皂、洗涤剂"),
    "35": T("Proteins, glues", "蛋白、胶、酶"),
    "36": T("Explosives", "炸药、烟火"),
    "37": T("Photographic goods", "照相用品"),
    "38": T("Other chemicals", "杂项化学品"),
    "39": T("Plastics", "塑料及制品"),
    "40": T("Rubber", "橡胶及制品"),
    "41": T("Hides, leather", "生皮、皮革"),
    "42": T("Leather goods, bags", "皮革制品、箱包"),
    "43": T("Furskins", "毛皮及制品"),
    "44": T("Wood", "木及木制品"),
    "45": T("Cork", "软木及制品"),
    "46": T("Basketware", "编结制品"),
    "47": T("Wood pulp", "木浆、回收纸"),
    "48": T("Paper", "纸及纸板"),
    "49": T("Printed matter", "书籍、印刷品"),
    "51": T("Wool", "羊毛等动物毛"),
    "53": T("Other plant fibres", "其他植物纤维"),
    "56": T("Wadding, nonwovens", "絮胎、无纺织物"),
    "57": T("Carpets", "地毯"),
    "58": T("Special fabrics, lace", "特种织物、花边"),
    "59": T("Coated fabrics", "涂布纺织物"),
    "60": T("Knitted fabrics", "针织物"),
    "61": T("Knitted clothing", "针织服装"),
    "62": T("Woven clothing", "非针织服装"),
    "63": T("Other textile goods", "其他纺织制成品"),
    "64": T("Footwear", "鞋靴"),
    "65": T("Headgear", "帽类"),
    "66": T("Umbrellas", "伞、杖"),
    "67": T("Feathers, wigs", "羽毛、人发制品"),
    "68": T("Stone, cement goods", "石料、水泥制品"),
    "69": T("Ceramics", "陶瓷产品"),
    "70": T("Glass", "玻璃及制品"),
    "71": T("Precious stones, metals", "珠宝、贵金属"),
    "73": T("Iron or steel goods", "钢铁制品"),
    "74": T("Copper", "铜及制品"),
    "75": T("Nickel", "镍及制品"),
    "76": T("Aluminium", "铝及制品"),
    "78": T("Lead", "铅及制品"),
    "79": T("Zinc", "锌及制品"),
    "80": T("Tin", "锡及制品"),
    "81": T("Other base metals", "其他贱金属"),
    "82": T("Tools, cutlery", "工具、餐具"),
    "83": T("Base metal goods", "贱金属杂品"),
    "84": T("Machinery", "机械"),
    "85": T("Electrical machinery", "电机电气"),
    "86": T("Railway vehicles", "铁道车辆"),
    "87": T("Vehicles", "车辆"),
    "88": T("Aircraft", "航空器"),
    "89": T("Ships", "船舶"),
    "90": T("Optics, instruments", "光学、仪器"),
    "91": T("Clocks, watches", "钟表"),
    "92": T("Musical instruments", "乐器"),
    "93": T("Arms", "武器"),
    "94": T("Furniture, lamps", "家具、灯具"),
    "95": T("Toys, sports goods", "玩具、运动用品"),
    "96": T("Other manufactures", "杂项制品"),
    "97": T("Works of art", "艺术品"),
    "98": T("Special transactions", "特殊交易品"),
    "99": T("Other special goods", "其他特殊商品"),
}
_CHAPTER: Final = 2
_LIKE_A_YEAR: Final = 4


def short_goods(code: str) -> T:
    """`27 Mineral fuels`, `870323 (vehicles)`; what is no code of the Harmonized System keeps its name."""
    found = product(code)
    if not found.nomenclature.startswith("HS") or not code.isdigit():
        return found.name
    chapter = short_chapter(code)
    if len(code) == _CHAPTER:
        return T(f"{code} {chapter.en}", f"{code} {chapter.zh}")
    shown = f"HS {code}" if len(code) == _LIKE_A_YEAR else code
    return T(f"{shown} ({chapter.en[0].lower()}{chapter.en[1:]})", f"{shown}（{chapter.zh}）")


def short_chapter(code: str) -> T:
    """The name alone of the chapter that a code lies in: what a sentence says."""
    return SHORT_CHAPTERS.get(code[:_CHAPTER]) or product(code[:_CHAPTER]).name
