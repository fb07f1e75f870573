import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateBucketArgs {
  /** The bucket's policy, made from its ARN. */
  policy: (bucketArn: pulumi.Output<string>) => aws.iam.PolicyDocument;
  /** Objects older than this are deleted. Undefined: objects stay until their resource goes. */
  expireAfterDays?: number;
}

/** A bucket that is private, encrypted, and deleted with all its objects by `destroy`. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known once the bucket is locked down and has its policy. */
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:storage:PrivateBucket", name, {}, opts);
    const bucket = new aws.s3.Bucket(name, { forceDestroy: true }, { parent: this });
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      name,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      { parent: this },
    );
    if (args.expireAfterDays !== undefined) {
      new aws.s3.BucketLifecycleConfiguration(
        name,
        {
          bucket: bucket.id,
          rules: [
            {
              id: "expire",
              status: "Enabled",
              filter: {},
              expiration: { days: args.expireAfterDays },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            },
          ],
        },
        { parent: this },
      );
    }
    // S3 refuses two simultaneous changes to a bucket's access.
    const policy = new aws.s3.BucketPolicy(
      name,
      { bucket: bucket.id, policy: pulumi.jsonStringify(args.policy(bucket.arn)) },
      { parent: this, dependsOn: publicAccess },
    );
    this.bucketName = policy.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
