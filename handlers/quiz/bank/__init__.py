"""The question bank: questions as values, files read and written, answers judged, items measured — and the talk about them."""
