"""Search over regions, products and measures, in both languages and in pinyin."""
