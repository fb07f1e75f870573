/** The services that the endpoint answers for, under the names by which requests are signed. */
export type ServiceName = "dynamodb" | "ssm" | "elasticloadbalancing" | "autoscaling" | "monitoring" | "sts";

/** What a service's wire formats need, as in AWS's own models. */
export interface ServiceModel {
  name: ServiceName;
  /** The Smithy namespace of the service's shapes. */
  namespace: string;
  /** The part before the dot in `X-Amz-Target`, and the service in a smithy-rpc path. */
  target: string;
  /** The query protocol's `Version`. */
  version: string;
  xmlNamespace: string;
  /** True where JSON and CBOR clients also want the query protocol's error code, as a header. */
  awsQueryCompatible: boolean;
}

export const serviceModels: readonly ServiceModel[] = [
  {
    name: "dynamodb",
    namespace: "com.amazonaws.dynamodb",
    target: "DynamoDB_20120810",
    version: "2012-08-10",
    xmlNamespace: "http://dynamodb.amazonaws.com/doc/2012-08-10/",
    awsQueryCompatible: false,
  },
  {
    name: "ssm",
    namespace: "com.amazonaws.ssm",
    target: "AmazonSSM",
    version: "2014-11-06",
    xmlNamespace: "http://ssm.amazonaws.com/doc/2014-11-06/",
    awsQueryCompatible: false,
  },
  {
    name: "elasticloadbalancing",
    namespace: "com.amazonaws.elasticloadbalancingv2",
    target: "ElasticLoadBalancing_v10",
    version: "2015-12-01",
    xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    awsQueryCompatible: false,
  },
  {
    name: "autoscaling",
    namespace: "com.amazonaws.autoscaling",
    target: "AutoScaling_2011_01_01",
    version: "2011-01-01",
    xmlNamespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
    awsQueryCompatible: false,
  },
  {
    name: "monitoring",
    namespace: "com.amazonaws.cloudwatch",
    target: "GraniteServiceVersion20100801",
    version: "2010-08-01",
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    awsQueryCompatible: true,
  },
  {
    name: "sts",
    namespace: "com.amazonaws.sts",
    target: "AWSSecurityTokenServiceV20110615",
    version: "2011-06-15",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    awsQueryCompatible: false,
  },
];

export function serviceModel(name: ServiceName): ServiceModel {
  const model = serviceModels.find((candidate) => candidate.name === name);
  if (!model) {
    throw new TypeError(`no service model for ${name}`);
  }
  return model;
}
