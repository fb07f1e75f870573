import {
  DescribeListenerCertificates$,
  type DescribeListenerCertificatesInput,
  type DescribeListenerCertificatesOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, invalidMarker, listenerNotFound, mostPerPage } from "./errors.ts";

/** The default certificate, and the certificate list. */
export const describeListenerCertificates: Operation<
  Elbv2State,
  DescribeListenerCertificatesInput,
  DescribeListenerCertificatesOutput
> = {
  schema: DescribeListenerCertificates$,
  honours: { ListenerArn: true, Marker: true, PageSize: true },
  handle({ ListenerArn, PageSize, Marker }, { listeners }) {
    checkConstraints(
      { ListenerArn, PageSize },
      { ListenerArn: { required: true }, PageSize: { min: 1, max: mostPerPage } },
    );
    checkArn(ListenerArn ?? "", "listener");
    const running = listeners.get(ListenerArn ?? "");
    if (running === undefined) {
      throw listenerNotFound();
    }
    const { certificateArn } = running.properties;
    const all = [
      ...(certificateArn === undefined ? [] : [{ CertificateArn: certificateArn, IsDefault: true }]),
      ...running.certificateArns.map((arn) => ({ CertificateArn: arn, IsDefault: false })),
    ];
    const page = pageOf(all, PageSize ?? mostPerPage, Marker, invalidMarker);
    return { Certificates: page.items, NextMarker: page.nextToken };
  },
};
