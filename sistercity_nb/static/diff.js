// Where two wordings differ, word by word; Thai writes no spaces, so the browser's own dictionary finds the words.

const MOST = 4_000_000; // pairs of words compared; beyond that the differing middles are marked as a whole

/** Both texts as runs `[{text, same}]`, from the longest common sequence of their words. */
export function differences(one, other) {
  const [a, b] = [words(one), words(other)];
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [sameA, sameB] = common(a.slice(from, endA), b.slice(from, endB));
  const whole = (list, end, same) =>
    runs(list.map((text, place) => ({ text, same: place < from || place >= end || same[place - from] })));
  return [whole(a, endA, sameA), whole(b, endB, sameB)];
}

function words(text) {
  if (typeof Intl.Segmenter !== "function") return text.match(/\s+|\S/gu) ?? [];
  return [...new Intl.Segmenter("th", { granularity: "word" }).segment(text)].map(({ segment }) => segment);
}

/** For each word of either list whether it belongs to their longest common sequence. */
function common(a, b) {
  const same = [new Array(a.length).fill(false), new Array(b.length).fill(false)];
  if (a.length * b.length > MOST) return same;
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width); // of what follows a[i] and b[j]
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      same[0][i] = same[1][j] = true;
      i += 1;
      j += 1;
    } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return same;
}

function runs(list) {
  const joined = [];
  for (const { text, same } of list) {
    const last = joined.at(-1);
    if (last?.same === same) last.text += text;
    else joined.push({ text, same });
  }
  return joined;
}
