// What Firefox's viewer makes of a PDF: prints the text of every page. Arguments: the folder of npm's packages, the file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [packages, file] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(`${packages}/pdfjs-dist/legacy/build/pdf.mjs`));
const opened = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
for (let number = 1; number <= opened.numPages; number += 1) {
  const { items } = await (await opened.getPage(number)).getTextContent();
  process.stdout.write(items.map(({ str, hasEOL }) => str + (hasEOL ? "\n" : "")).join("") + "\n");
}
