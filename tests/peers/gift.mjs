// Reads GIFT from stdin and writes what gift-pegjs makes of it: an array of questions, or the error.
import { createRequire } from "node:module";
const { parse } = createRequire(import.meta.url)("gift-pegjs");
let text = "";
for await (const piece of process.stdin) text += piece;
try {
  console.log(JSON.stringify({ questions: parse(text) }));
} catch (error) {
  console.log(JSON.stringify({ error: error.message, line: error.location?.start?.line }));
}
