import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import tls, { type SecureContextOptions, type TLSSocket } from "node:tls";
import type { HttpsSettings, ListenerCertificate } from "../contract.ts";
import { defaultSecurityPolicy, securityPolicy, tls13Ciphers } from "./security-policies.ts";

/** What happens to the connections that clients make. */
export interface TlsEvents {
  /** A TCP connection; its handshake follows. */
  connected(): void;
  /** `h2`, `http/1.1`, or false where the client did not ask. */
  secured(socket: TLSSocket): void;
  /** The handshake failed. */
  failed(): void;
}

interface NamedContext {
  certificate: X509Certificate;
  context: tls.SecureContext;
}

/** For how many names an any-name certificate is issued. Further names get it unchanged. */
const mostNames = 100;

const hostName = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i;

/**
 * Terminates TLS: handshakes with the listener's security policy, and with the certificate for the name that
 * a client asks for.
 */
export class TlsServer {
  readonly server: tls.Server;
  readonly #sockets = new Set<Socket>();
  #settings: HttpsSettings;
  #contexts: NamedContext[];
  #contextsByName = new Map<string, Promise<tls.SecureContext>>();

  /**
   * @param offersHttp2 called at each handshake
   * @param handshakeTimeoutMs how long one may take
   * @throws RangeError for an unsupported policy, Error for certificates and keys that OpenSSL does not
   *   accept
   */
  constructor(
    settings: HttpsSettings,
    offersHttp2: () => boolean,
    handshakeTimeoutMs: number,
    events: TlsEvents,
  ) {
    this.#settings = settings;
    this.#contexts = settings.certificates.map((one) => namedContext(settings, one));
    this.server = tls.createServer({
      ...contextOptions(settings, settings.certificates[0]),
      handshakeTimeout: handshakeTimeoutMs,
      ALPNCallback: ({ protocols }) => {
        const offered = offersHttp2() ? ["h2", "http/1.1"] : ["http/1.1"];
        return offered.find((protocol) => protocols.includes(protocol));
      },
      SNICallback: (servername, callback) => {
        this.#contextFor(servername).then((context) => callback(null, context), callback);
      },
    });
    this.server.on("connection", (socket: Socket) => {
      socket.on("error", () => {});
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      events.connected();
    });
    this.server.on("secureConnection", (socket) => events.secured(socket));
    this.server.on("tlsClientError", () => events.failed());
  }

  /** Ends all connections, including those during their handshake. */
  destroyConnections(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  /** For handshakes from now on. Open connections do not change. */
  update(settings: HttpsSettings): void {
    this.#settings = settings;
    this.#contexts = settings.certificates.map((one) => namedContext(settings, one));
    this.#contextsByName = new Map();
    this.server.setSecureContext(contextOptions(settings, settings.certificates[0]));
  }

  /** Undefined: the default certificate. */
  async #contextFor(servername: string): Promise<tls.SecureContext | undefined> {
    const found = this.#contexts.find(({ certificate }) => certificate.checkHost(servername) !== undefined);
    return found?.context ?? (await this.#issuedContext(servername.toLowerCase()));
  }

  #issuedContext(name: string): Promise<tls.SecureContext> | undefined {
    const settings = this.#settings;
    const [{ arn, issueFor }] = settings.certificates;
    const known = this.#contextsByName.get(name);
    if (known !== undefined || issueFor === undefined) {
      return known;
    }
    if (this.#contextsByName.size >= mostNames || !hostName.test(name)) {
      return undefined;
    }
    const context = issueFor(name).then((issued) =>
      tls.createSecureContext(contextOptions(settings, { arn, ...issued })),
    );
    this.#contextsByName.set(name, context);
    return context;
  }
}

function namedContext(settings: HttpsSettings, certificate: ListenerCertificate): NamedContext {
  return {
    certificate: new X509Certificate(certificate.certificatePem),
    context: tls.createSecureContext(contextOptions(settings, certificate)),
  };
}

function contextOptions(
  { sslPolicy = defaultSecurityPolicy }: HttpsSettings,
  certificate: ListenerCertificate | undefined,
): SecureContextOptions {
  const { minVersion, maxVersion, ciphers, groups } = securityPolicy(sslPolicy);
  const old = minVersion === "TLSv1" || minVersion === "TLSv1.1";
  // OpenSSL considers TLS 1.0 and 1.1 too weak unless this setting allows them.
  const list = [
    ...(maxVersion === "TLSv1.3" ? tls13Ciphers : []),
    ...ciphers,
    ...(old ? ["@SECLEVEL=0"] : []),
  ];
  return {
    cert: certificate?.certificatePem,
    key: certificate?.privateKeyPem,
    minVersion,
    maxVersion,
    ciphers: list.join(":"),
    ecdhCurve: groups.join(":"),
    honorCipherOrder: true,
  };
}
