import type { Page } from "@soft-landing/shared/page";

/** A personal page of the build basic, as a server answers it. */
export const samplePage: Page = {
  build: "basic",
  user: "Ada",
  recommendation: "Columbo",
  personal: true,
  diagnostic: null,
  instance: {
    id: "i-1",
    availabilityZone: "us-east-1a",
    type: "t4g.micro",
    imageId: "ami-1",
    privateIp: "10.0.0.1",
    accountId: "123456789012",
  },
};
