// How well words answer to what somebody typed, 0 to 5: forgiving about accents, order, one wrong or missing letter.
export const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").trim();
const parts = (words) => words.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Are the letters in the word in this order, beginning with its first one? "asgn" in "assign". */
function within(token, word) {
  if (token[0] !== word[0]) return false;
  let at = 0;
  for (const letter of word) if (letter === token[at]) at += 1;
  return at === token.length;
}

/** The same with one letter too many, wrong, or in another's place. "priroity" in "priority". */
function nearly(token, word) {
  if (token.length < 3) return false;
  if (within(token, word)) return true;
  return token.length > 3 && [...token].some((_, at) => at > 0 && within(token.slice(0, at) + token.slice(at + 1), word));
}

/** words: what is shown; also: what it is found by besides. */
export function score(typed, words, also = "") {
  const wanted = plain(typed);
  const shown = plain(words);
  if (shown.startsWith(wanted)) return 5;
  const own = parts(shown);
  const tokens = parts(wanted);
  if (!tokens.length) return 0;
  if (tokens.every((token) => own.some((word) => word.startsWith(token)))) return 4;
  const all = [...own, ...parts(plain(also))];
  if (tokens.every((token) => all.some((word) => word.startsWith(token)))) return 3;
  if (tokens.every((token) => token.length > 1 && own.some((word) => word.includes(token)))) return 2;
  return tokens.every((token) => all.some((word) => word.startsWith(token) || nearly(token, word))) ? 1 : 0;
}
