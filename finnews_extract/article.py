from __future__ import annotations
import datetime as dt, hashlib
from pathlib import Path
from finnews_extract.records import Article
def article_from_text(text, published=None, title=None):
    if isinstance(published, str):
        published = dt.datetime.fromisoformat(published)
        if published.tzinfo is None: published = published.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    h = hashlib.sha256(text.encode("utf8","surrogatepass")).hexdigest()
    return Article(article_id=h[:32], text=text, content_sha256=h, title=title, published=published)
def read_article(path): raise NotImplementedError
