/** A wrong claim in a document: where it is, what it says, and what is wrong with it. */
export interface FalseClaim {
  line: number;
  claim: string;
  fault: string;
}
