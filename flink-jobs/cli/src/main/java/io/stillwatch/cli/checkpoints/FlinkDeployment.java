package io.stillwatch.cli.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The FlinkDeployment that the operator runs the job from, spoken to as a pod speaks to Kubernetes:
 * with the token and the authority that every pod is given.
 */
final class FlinkDeployment {

  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI address;

  /**
   * Prepares to speak to it.
   *
   * @param server of the API
   */
  FlinkDeployment(URI server, String namespace, String name) throws IOException {
    this.address =
        server.resolve(
            "/apis/flink.apache.org/v1beta1/namespaces/" + namespace + "/flinkdeployments/" + name);
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if ("https".equals(server.getScheme())) {
      builder.sslContext(trust(ACCOUNT.resolve("ca.crt")));
    }
    this.http = builder.build();
  }

  /**
   * Has the operator start the job anew from a checkpoint or savepoint.
   *
   * <p>The operator does so when the nonce changes; it takes no savepoint before, of a job that
   * does not run.
   */
  void restoreFrom(String directory) throws IOException, InterruptedException {
    JsonNode present = json.readTree(send(request().GET(), "read"));
    long nonce = present.at("/spec/job/savepointRedeployNonce").asLong(0);
    ObjectNode patch = json.createObjectNode();
    patch
        .putObject("spec")
        .putObject("job")
        .put("initialSavepointPath", directory)
        .put("savepointRedeployNonce", nonce + 1);
    send(
        request()
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(patch.toString())),
        "changed");
  }

  private HttpRequest.Builder request() throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    Path token = ACCOUNT.resolve("token");
    // Read each time: Kubernetes renews it.
    if (Files.isReadable(token)) {
      request.header("Authorization", "Bearer " + Files.readString(token).strip());
    }
    return request;
  }

  private String send(HttpRequest.Builder request, String what)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          address.getPath()
              + " cannot be "
              + what
              + ": the API server answers "
              + response.statusCode()
              + "; check the role of this service account");
    }
    return response.body();
  }

  private static SSLContext trust(Path authorities) throws IOException {
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the authority in " + authorities + " cannot be used", e);
    }
  }
}
