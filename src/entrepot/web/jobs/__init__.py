"""Work that takes longer than a page may: queued, done by a process of its own, taken up again where that died."""
