// What a page claims and what it has been told, at each frame and every 25 ms, on the wall clock of this machine.
// Only what is seen to differ is passed on; `until` is the last look at what was claimed before.

(() => {
  const now = () => performance.timeOrigin + performance.now(); // no script moves this clock, unlike Date
  const tell = (what) => window.watched?.(what).catch(() => null);
  const unseen = new Map(); // texts added here whose row has not been seen saved yet → when added
  let claim = null;
  let until = 0;

  const send = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await send(...asked);
    const [address, { method, body } = {}] = asked;
    if (method === "POST" && answer.ok && String(address).endsWith("api/revisions")) {
      const at = now();
      const texts = new Map(JSON.parse(body).revisions.map((sent) => [sent.id, sent.body.text]));
      const said = answer.clone();
      said
        .json()
        .then(({ results }) => {
          const saved = results.filter(({ status }) => status === "saved").map(({ id }) => texts.get(id));
          tell({ what: "acknowledged", at, texts: saved });
        })
        .catch(() => null); // the line died within the answer, for the page too
    }
    return answer;
  };

  function look() {
    const status = document.querySelector(".status");
    const seen = status
      ? `${status.dataset.state}|${status.querySelector(".status-words")?.textContent}`
      : null;
    if (seen !== claim) {
      tell({ what: "claim", at: now(), claim: seen, until });
      claim = seen;
    }
    until = now();
    if (!unseen.size) return;
    for (const chip of document.querySelectorAll(".rows .entry .chip.saved")) {
      const text = chip.closest(".entry").querySelector(".words")?.textContent;
      if (unseen.delete(text)) tell({ what: "row", at: now(), text });
    }
  }

  addEventListener(
    "keydown",
    (event) => {
      const box = event.target.closest?.(".composer")?.querySelector("textarea");
      if (!box || event.key !== "Enter" || !event.ctrlKey) return;
      const at = now();
      const text = box.value;
      setTimeout(() => {
        if (!text || box.value === text) return;
        unseen.set(text, at);
        tell({ what: "added", at, text });
      });
    },
    { capture: true },
  );

  setInterval(look, 25);
  (function frame() {
    look();
    requestAnimationFrame(frame);
  })();
})();
