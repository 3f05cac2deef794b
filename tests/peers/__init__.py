"""Tencent's own node libraries as witnesses; they are installed once beside package.json."""
