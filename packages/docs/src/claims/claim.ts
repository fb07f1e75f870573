/** Something a document says that is not so: where it stands, what it says, and what is wrong with it. */
export interface FalseClaim {
  line: number;
  claim: string;
  fault: string;
}
