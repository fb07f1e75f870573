import { type OwnLab, startOwnLab } from "./own-lab.ts";

/** What a stack's config says for HTTPS. */
const overHttps = {
  certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1-0000-4000-8000-000000000001",
  domainName: "shows.example.org",
};

/** A lab in this process whose stack `basic` has a certificate of an authority that this process trusts. */
export interface HttpsLab extends OwnLab {
  /** The name that the certificate is for. */
  domainName: string;
}

/** Expects that the test uses a state home of its own. */
export async function startHttpsLab(): Promise<HttpsLab> {
  return { ...(await startOwnLab("basic", overHttps)), domainName: overHttps.domainName };
}
