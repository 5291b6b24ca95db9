// What the page itself says, in the language that is asked for: ?lang=NAME, or the browser's where it was built. A
// language is src/texts/NAME.json, which the program gets as well; for English nothing is fetched.
let translations = {};

/** tr`Saved ${name}`: the key is the English, with {} for each value; a translation may number them, {1} {0}. */
export function tr(english, ...values) {
  const key = english.join("{}");
  let next = 0;
  return (translations[key] || key).replace(/\{(\d*)\}/g, (hole, number) => values[number || next++] ?? hole);
}

const fetched = async (name) => {
  const response = await fetch(new URL(name, import.meta.url)).catch(() => null);
  return response?.ok ? response.text() : "";
};

/** Puts it in force here and in the page's own elements. Gives its JSON for the program; "": English it is. */
export async function load_language(wanted) {
  if (!wanted || /^en\b/i.test(wanted)) return "";
  const built = JSON.parse((await fetched("languages.json")) || "[]");
  for (let tag = wanted; tag; tag = tag.replace(/-?[^-]*$/, "")) {
    if (!built.includes(tag)) continue;
    const text = await fetched(`texts/${tag}.json`);
    if (!text) return "";
    translations = JSON.parse(text);
    document.documentElement.lang = tag;
    for (const element of document.querySelectorAll("[data-text]")) {
      const names = element.dataset.text.split(" ").filter(Boolean);
      if (names.length === 0) element.textContent = tr([element.textContent]);
      for (const name of names) element.setAttribute(name, tr([element.getAttribute(name)]));
    }
    return text;
  }
  return "";
}
