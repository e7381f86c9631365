"""A client of `cleaner serve` that needs nothing but Python: the body of a page, and what was taken away.

python docs/examples/service_client.py http://127.0.0.1:8000 page.html
"""

import json
import sys
import urllib.error
import urllib.request

service, file = sys.argv[1:]
with open(file, encoding="utf-8") as stream:
    row = {"url": "https://www.example.org/story", "html": stream.read()}
asked = urllib.request.Request(
    f"{service}/clean", json.dumps(row).encode(), {"Content-Type": "application/json"}, method="POST"
)
try:
    with urllib.request.urlopen(asked) as answer:
        page = json.load(answer)
except urllib.error.HTTPError as error:
    sys.exit(json.load(error)["detail"])
print(page["text"])
for span in page["removals"]:
    print(span["label"], span["rule"], repr(span["text"][:60]), sep=" · ", file=sys.stderr)
