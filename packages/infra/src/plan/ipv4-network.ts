import { isIPv4 } from "node:net";

/**
 * What is wrong with an IPv4 network in CIDR notation; undefined if it is correct. EC2 refuses a network
 * whose host bits are not zero.
 */
export function ipv4NetworkFault(cidr: string): string | undefined {
  // Stryker disable next-line StringLiteral: whatever is neither an address nor a length is refused alike.
  const [address = "", length = "", ...rest] = cidr.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^(?:[0-9]|[12][0-9]|3[0-2])$/.test(length)) {
    return "is not an IPv4 network such as 203.0.113.0/24";
  }
  const network = maskedAddress(address, Number(length));
  return network === address ? undefined : `has bits beyond its prefix; the network is ${network}/${length}`;
}

function maskedAddress(address: string, prefixLength: number): string {
  const bits = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const blockSize = 2 ** (32 - prefixLength);
  const network = bits - (bits % blockSize);
  return [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join(".");
}
