/**
 * A block of IPv4 addresses: its first address as a number, and how many leading bits all its addresses
 * share.
 */
export interface Ipv4Block {
  first: number;
  mask: number;
}

/** @throws Error for anything but four bytes and a mask, `10.0.0.0/16`. */
export function parseBlock(cidr: string): Ipv4Block {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr)?.slice(1).map(Number);
  const [mask = 33, ...bytes] = parts?.toReversed() ?? [];
  if (parts === undefined || mask > 32 || bytes.some((byte) => byte > 255)) {
    throw new Error(`${cidr} is not an IPv4 block such as 10.0.0.0/16.`);
  }
  return blockAround(
    bytes.reduce((address, byte, place) => address + byte * 256 ** place, 0),
    mask,
  );
}

export function formatBlock({ first, mask }: Ipv4Block): string {
  const bytes = [3, 2, 1, 0].map((place) => Math.floor(first / 256 ** place) % 256);
  return `${bytes.join(".")}/${mask}`;
}

export function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

/** The block with this mask that an address is in. */
export function blockAround(address: number, mask: number): Ipv4Block {
  return { first: Math.floor(address / sizeOf(mask)) * sizeOf(mask), mask };
}

/** The first block with this mask that begins after another block. */
export function blockAfter({ first, mask }: Ipv4Block, nextMask = mask): Ipv4Block {
  const last = first + sizeOf(mask) - 1;
  return { first: blockAround(last, nextMask).first + sizeOf(nextMask), mask: nextMask };
}

export function overlap(one: Ipv4Block, other: Ipv4Block): boolean {
  return one.first < other.first + sizeOf(other.mask) && other.first < one.first + sizeOf(one.mask);
}
