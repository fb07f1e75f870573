import type { LoadBalancerSettings } from "../contract.ts";

/** The parts of a request that are judged, as Node's parser provides them. */
export interface RequestHead {
  method?: string | undefined;
  url?: string | undefined;
  httpVersionMajor: number;
  httpVersionMinor: number;
  /** Names and values in turn; every character is a byte. */
  rawHeaders: readonly string[];
}

/** The same, read from bytes that the parser has refused: it may contain anything. */
export interface RefusedHead extends RequestHead {
  /** Lines end without a CR. */
  bareLineFeeds: boolean;
}

/**
 * How much a request violates RFC 7230, with the names and rules of AWS's own classifier,
 * http-desync-guardian (its docs/README.md and tests), and of the ALB user guide ("Desync mitigation mode").
 */
export type DesyncTier = "Compliant" | "Acceptable" | "Ambiguous" | "Severe";

export interface Classification {
  tier: DesyncTier;
  reason: string;
}

/** `forwardAndClose`: neither the client's nor the target's connection is used for another request. */
export type DesyncVerdict = "forward" | "forwardAndClose" | "refuse";

const severity: Record<DesyncTier, number> = { Compliant: 0, Acceptable: 1, Ambiguous: 2, Severe: 3 };

const compliant: Classification = { tier: "Compliant", reason: "Compliant" };
const acceptable = (reason: string): Classification => ({ tier: "Acceptable", reason });
const ambiguous = (reason: string): Classification => ({ tier: "Ambiguous", reason });
const severe = (reason: string): Classification => ({ tier: "Severe", reason });

const nonCompliantHeader = acceptable("NonCompliantHeader");
const badHeader = severe("BadHeader");
const suspiciousHeader = ambiguous("SuspiciousHeader");
const emptyHeader = ambiguous("EmptyHeader");

/** The worst fault of a request that the parser has accepted, and the first reason for it. */
export function classify(head: RequestHead): Classification {
  if (head.httpVersionMajor >= 2) {
    return compliant;
  }
  const lengths: string[] = [];
  const encodings: string[] = [];
  let worst = compliant;
  for (let i = 0; i < head.rawHeaders.length; i += 2) {
    const name = head.rawHeaders[i] ?? "";
    const value = head.rawHeaders[i + 1] ?? "";
    const meaning = framingMeant(name);
    if (meaning === "length") {
      lengths.push(value);
    } else if (meaning === "encoding") {
      encodings.push(value);
    }
    if (meaning !== undefined && !isFramingName(name)) {
      worst = worse(worst, suspiciousHeader);
    }
    if (uncommon.test(value)) {
      worst = worse(worst, nonCompliantHeader);
    }
  }
  if (lengths.length > 0 || encodings.length > 0) {
    worst = worse(worst, framing(head, lengths, encodings));
  }
  return worse(worst, version(head));
}

/** The same for a request that the parser has refused. */
export function classifyRefused(head: RefusedHead): Classification {
  if (head.httpVersionMajor >= 2) {
    return compliant;
  }
  let worst = classify(head);
  for (let i = 0; i < head.rawHeaders.length; i += 2) {
    worst = worse(worst, characters(head.rawHeaders[i] ?? "", head.rawHeaders[i + 1] ?? ""));
  }
  const lines = head.bareLineFeeds ? acceptable("NonCrLfLineTermination") : compliant;
  return worse(worse(worst, target(head)), lines);
}

/** What a mode does with a request (ALB user guide, table of desync mitigation modes). */
export function verdict(tier: DesyncTier, mode: LoadBalancerSettings["desyncMitigationMode"]): DesyncVerdict {
  if (tier === "Compliant" || mode === "monitor") {
    return "forward";
  }
  if (mode === "strictest" || tier === "Severe") {
    return "refuse";
  }
  return tier === "Ambiguous" ? "forwardAndClose" : "forward";
}

function worse(a: Classification, b: Classification): Classification {
  return severity[b.tier] > severity[a.tier] ? b : a;
}

const uncommon = /[^\t\x20-\x7e]/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const bad = /[\0\r\n]/;

function characters(name: string, value: string): Classification {
  if (bad.test(name) || bad.test(value)) {
    return badHeader;
  }
  if (/^\s*$/.test(name)) {
    return emptyHeader;
  }
  return token.test(name) ? compliant : nonCompliantHeader;
}

/** The header that a name is, or could be taken for. */
function framingMeant(name: string): "length" | "encoding" | undefined {
  if (isTakenFor("transfer-encoding", name)) {
    return "encoding";
  }
  return isTakenFor("content-length", name) ? "length" : undefined;
}

/**
 * The classifier's comparison: the same letters in any case, at least one character instead of the hyphen,
 * and only punctuation around. A prefix of at least one letter is enough if the rest of the length is
 * punctuation.
 */
function isTakenFor(meant: string, name: string): boolean {
  if (name.length < meant.length) {
    return false;
  }
  let at = nextAlphanumeric(name, 0);
  for (const wanted of meant) {
    if (at === name.length) {
      return false;
    }
    if (wanted === "-") {
      at = nextAlphanumeric(name, at + 1);
    } else if (name.charAt(at).toLowerCase() === wanted) {
      at += 1;
    } else {
      break;
    }
  }
  return nextAlphanumeric(name, at) === name.length;
}

function nextAlphanumeric(name: string, from: number): number {
  let at = from;
  while (at < name.length && !/[a-z0-9]/i.test(name.charAt(at))) {
    at += 1;
  }
  return at;
}

function isFramingName(name: string): boolean {
  return /^(?:content-length|transfer-encoding)$/i.test(name);
}

/** @param lengths and `encodings`: the values of all headers that stand for either, look-alikes included */
function framing(head: RequestHead, lengths: string[], encodings: string[]): Classification {
  if ((head.httpVersionMajor === 0 || head.httpVersionMinor === 0) && encodings.length > 0) {
    return ambiguous("UndefinedTransferEncodingSemantics");
  }
  if (head.httpVersionMajor === 0) {
    return ambiguous("UndefinedContentLengthSemantics");
  }
  const worst = worse(transferCodings(encodings), contentLengths(lengths));
  const [length] = lengths.map(number);
  const inGetOrHead = withoutBody(head.method) ? bodyOfGet(length, encodings) : compliant;
  const both = length !== undefined && encodings.length > 0 ? ambiguous("BothTeClPresent") : compliant;
  return worse(worse(worst, inGetOrHead), both);
}

const knownCodings = new Set(["chunked", "compress", "deflate", "gzip", "identity"]);

function transferCodings(encodings: string[]): Classification {
  let isChunked = false;
  for (const coding of encodings.flatMap((value) => value.split(",")).map(codingNamed)) {
    if (!knownCodings.has(coding)) {
      return severe("BadTransferEncoding");
    }
    if (coding === "chunked" && isChunked) {
      return severe("MultipleTransferEncodingChunked");
    }
    isChunked ||= coding === "chunked";
  }
  return compliant;
}

/** Without parameters, and without spaces and tabs around it. A no-break space is part of the name. */
function codingNamed(coding: string): string {
  return coding
    .replace(/;.*/s, "")
    .replace(/^[\t ]+/, "")
    .replace(/[\t ]+$/, "")
    .toLowerCase();
}

function contentLengths(lengths: string[]): Classification {
  const numbers = lengths.map(number);
  if (numbers.includes(undefined)) {
    return severe("BadContentLength");
  }
  if (new Set(numbers).size > 1) {
    return severe("MultipleContentLength");
  }
  return lengths.length > 1 ? ambiguous("DuplicateContentLength") : compliant;
}

/** As the classifier reads it: only digits, within 64 bits; no digits count as 0. */
function number(value: string): bigint | undefined {
  const digits = /^[\t ]*0*(\d{0,20})[\t ]*$/.exec(value)?.[1];
  if (digits === undefined) {
    return undefined;
  }
  const parsed = BigInt(digits);
  return parsed < 2n ** 64n ? parsed : undefined;
}

function withoutBody(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

function bodyOfGet(length: bigint | undefined, encodings: string[]): Classification {
  if (encodings.length > 0) {
    return ambiguous("UndefinedTransferEncodingSemantics");
  }
  return length === 0n
    ? acceptable("GetHeadZeroContentLength")
    : ambiguous("UndefinedContentLengthSemantics");
}

function version({ httpVersionMajor, httpVersionMinor }: RequestHead): Classification {
  return httpVersionMajor === 1 && httpVersionMinor <= 1 ? compliant : acceptable("NonCompliantVersion");
}

function target({ method = "", url = "" }: RequestHead): Classification {
  if (!token.test(method)) {
    return severe("BadMethod");
  }
  if (bad.test(url)) {
    return severe("BadUri");
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\x01-\x1f\x7f]/.test(url)) {
    return ambiguous("AmbiguousUri");
  }
  return url.includes(" ") ? acceptable("SpaceInUri") : compliant;
}
