// The whole server. It uses nothing but Node, so an instance needs to install nothing else.
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";

const { HOST, PORT, AWS_REGION, TABLE, GREETING_PARAMETER } = process.env;
const metadataUrl = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? "http://169.254.169.254";

createServer(async (request, response) => {
  if (request.url === "/health") {
    response.end("ok\n");
    return;
  }
  try {
    const { Parameter } = await aws("ssm", "AmazonSSM.GetParameter", { Name: GREETING_PARAMETER });
    const { Attributes } = await aws("dynamodb", "DynamoDB_20120810.UpdateItem", {
      TableName: TABLE,
      Key: { page: { S: request.url } },
      UpdateExpression: "ADD visits :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    });
    response.end(`${Parameter.Value}, visitor ${Attributes.visits.N}\n`);
  } catch (error) {
    console.error(error);
    response.statusCode = 503;
    response.end("Nobody counts at the moment.\n");
  }
}).listen(Number(PORT), HOST);

/**
 * Calls AWS with the credentials of the instance's role.
 *
 * @param {string} service
 * @param {string} target the operation, as the header `x-amz-target` has it
 * @param {object} input
 * @returns {Promise<any>} its output, as AWS has it
 */
async function aws(service, target, input) {
  const { AccessKeyId, SecretAccessKey, Token } = await roleCredentials();
  const url = new URL(process.env.AWS_ENDPOINT_URL ?? `https://${service}.${AWS_REGION}.amazonaws.com`);
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  /** @type {Record<string, string>} */
  const headers = {
    "content-type": `application/x-amz-json-1.${service === "dynamodb" ? 0 : 1}`,
    host: url.host,
    "x-amz-date": time,
    "x-amz-security-token": Token,
    "x-amz-target": target,
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", "/", "", lines.join(""), names, sha256(body)].join("\n");
  const scope = [time.slice(0, 8), AWS_REGION, service, "aws4_request"];
  const toSign = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce(hmac, /** @type {string | Buffer} */ (`AWS4${SecretAccessKey}`));
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${AccessKeyId}/${scope.join("/")}, SignedHeaders=${names}, Signature=${hmac(key, toSign).toString("hex")}`;
  const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) {
    throw new Error(`${target}: ${answer.status} ${await answer.text()}`);
  }
  return await answer.json();
}

async function roleCredentials() {
  const session = await metadata("PUT", "api/token", { "x-aws-ec2-metadata-token-ttl-seconds": "21600" });
  const headers = { "x-aws-ec2-metadata-token": session };
  const folder = "meta-data/iam/security-credentials/";
  return JSON.parse(await metadata("GET", folder + (await metadata("GET", folder, headers)), headers));
}

/** @param {string} method @param {string} path @param {Record<string, string>} headers */
async function metadata(method, path, headers) {
  const signal = AbortSignal.timeout(1_000);
  return await (await fetch(`${metadataUrl}/latest/${path}`, { method, headers, signal })).text();
}

/** @param {string} text */
function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** @param {string | Buffer} key @param {string | undefined} text */
function hmac(key, text) {
  return createHmac("sha256", key).update(String(text)).digest();
}
