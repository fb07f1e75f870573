import { copyFile, mkdir, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { resourceType, type Service, service } from "../../service.ts";

export interface S3 extends Service {
  /** The file of an object that a program has uploaded. @throws Error if there is no such object */
  fileOf(s3Uri: string): string;
}

interface S3State {
  /** The folder of the objects' bytes. */
  folder: string;
  /** By resource id. */
  objects: Map<string, { s3Uri: string; file: string }>;
  files: number;
}

/** An asset is an absolute path, or the description in a graph. */
const assetSchema = z.union([z.string(), z.object({ path: z.string() }).transform(({ path }) => path)]);

const schema = z.object({
  bucket: z.string(),
  key: z.string(),
  source: assetSchema.optional(),
  content: z.string().optional(),
});

async function store(
  { id, properties }: { id: string; properties: z.infer<typeof schema> },
  state: S3State,
): Promise<void> {
  const { bucket, key, source } = properties;
  const s3Uri = `s3://${bucket}/${key}`;
  if (source === undefined) {
    return;
  }
  if (!isAbsolute(source)) {
    throw new Error(`The source of ${s3Uri} is ${source}; it must be an absolute path.`);
  }
  await mkdir(state.folder, { recursive: true });
  const file = join(state.folder, `object-${++state.files}`);
  await copyFile(source, file);
  state.objects.set(id, { s3Uri, file });
}

/** Objects as a program uploads them: copied, so that a later build of the source changes nothing. */
function objectResource(token: string) {
  return resourceType<S3State, typeof schema>({
    token,
    schema,
    replaceOn: ["bucket", "key"],
    create: store,
    update: store,
    async delete(id, { objects }) {
      const file = objects.get(id)?.file;
      objects.delete(id);
      if (file !== undefined) {
        await rm(file, { force: true });
      }
    },
    read: () => ({}),
  });
}

/** @param folder the folder of the objects' bytes */
export function createS3(folder: string): S3 {
  const state: S3State = { folder, objects: new Map(), files: 0 };
  return {
    ...service<S3State>({
      model: {
        name: "s3",
        protocols: [],
        namespace: "com.amazonaws.s3",
        target: "AmazonS3",
        version: "2006-03-01",
        xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
        awsQueryCompatible: false,
      },
      state,
      operations: [],
      resources: [
        objectResource("aws:s3/bucketObjectv2:BucketObjectv2"),
        objectResource("aws:s3/bucketObject:BucketObject"),
      ],
    }),
    fileOf(s3Uri) {
      const object = [...state.objects.values()].find((candidate) => candidate.s3Uri === s3Uri);
      if (object === undefined) {
        throw new Error(`There is no object ${s3Uri}.`);
      }
      return object.file;
    },
  };
}
