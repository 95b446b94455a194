package io.stillwatch.cli.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.stillwatch.cli.webhook.Delivery.Item;
import io.stillwatch.cli.webhook.Receiver.Attempt;
import io.stillwatch.cli.webhook.Receiver.Names;
import io.stillwatch.cli.webhook.Receiver.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an attempt reaches, and whom it must not. */
class ReceiverTest {

  private static final String HOST = "receiver.example";
  private static final SSLSocketFactory USUAL = (SSLSocketFactory) SSLSocketFactory.getDefault();
  private static final Delivery DELIVERY = Delivery.of(List.of(new Item("alarm", "{}")));

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private SigningKeys keys;

  @BeforeEach
  void keys(@TempDir Path dir) throws IOException {
    keys = SigningKeys.read(Files.writeString(dir.resolve("keys"), "now " + "5a".repeat(32)));
  }

  private Attempt send(Target target, Names names, SSLSocketFactory tls) {
    return new Receiver(target, keys, InstantSource.system(), names, tls).send(DELIVERY);
  }

  private static Target target(String scheme, int port, boolean privateToo) {
    return Target.of(scheme + "://" + HOST + ":" + port + "/a%20b?c=d", true, privateToo);
  }

  private static InetAddress[] here() {
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private <T extends HttpServer> T started(T server) {
    server.createContext(
        "/",
        exchange -> {
          heard.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("host")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void aSocksProxyOfTheProcessIsNotGoneThrough() throws Exception {
    HttpServer server = started(HttpServer.create(anyPort(), 0));
    Map<String, String> proxy =
        Map.of("socksProxyHost", "127.0.0.1", "socksProxyPort", "1", "socksNonProxyHosts", "");
    try {
      proxy.forEach(System::setProperty);
      Target target = target("http", server.getAddress().getPort(), true);
      assertEquals(Outcome.ACCEPTED, send(target, host -> here(), USUAL).outcome());
    } finally {
      proxy.keySet().forEach(System::clearProperty);
      server.stop(0);
    }
  }

  @Test
  void theAddressThatWasLookedAtIsTheOneThatIsConnectedTo() throws Exception {
    HttpServer server = started(HttpServer.create(anyPort(), 0));
    int port = server.getAddress().getPort();
    AtomicInteger asked = new AtomicInteger();
    // A name that nobody else can resolve: who asked again by himself would reach nobody.
    Names names =
        host -> {
          assertEquals(HOST, host);
          asked.incrementAndGet();
          return here();
        };
    try {
      assertEquals(Outcome.ACCEPTED, send(target("http", port, true), names, USUAL).outcome());
      assertEquals(1, asked.get());
      assertEquals(
          List.of(
              "/a%20b?c=d "
                  + HOST
                  + ":"
                  + port
                  + " {\"items\":[{\"type\":\"alarm\",\"id\":\"sw_44136fa355b3678a1146ad16f7e8649e\",\"alarm\":{}}]}"),
          heard);
      Attempt refused = send(target("http", port, false), names, USUAL);
      assertEquals(Outcome.AWAY, refused.outcome());
      assertTrue(refused.why().contains("no public address"), refused.why());
      assertEquals(1, heard.size(), "nothing was sent there");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theCertificateHasToBeForTheName(@TempDir Path dir) throws Exception {
    SSLContext tls = selfSigned(dir);
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    started(server);
    int port = server.getAddress().getPort();
    try {
      Attempt right = send(target("https", port, true), host -> here(), tls.getSocketFactory());
      assertEquals(new Attempt(Outcome.ACCEPTED, ""), right);
      Target other = Target.of("https://other.example:" + port + "/", false, true);
      Attempt wrong = send(other, host -> here(), tls.getSocketFactory());
      assertEquals(Outcome.AWAY, wrong.outcome());
      assertTrue(wrong.why().contains("other.example"), wrong.why());
      assertEquals(
          Outcome.AWAY, send(target("https", port, true), host -> here(), USUAL).outcome());
      assertEquals(1, heard.size());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatIsNoAnswerOrNoAddressIsTriedAgainLater() throws Exception {
    for (String answer :
        List.of(
            "SSH-2.0-x\r\n",
            "",
            "HTTP/1.1 abc\r\n",
            "HTTP/1.1 103 Hints\r\n" + "a".repeat(99_999))) {
      assertEquals(
          Outcome.AWAY, answered(answer).outcome(), answer.substring(0, answer.length() & 31));
    }
    assertEquals(
        Outcome.REFUSED, answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 No\r\n").outcome());
    assertEquals(
        Outcome.AWAY, answered("HTTP/1.1 401 Unauthorized\r\n").outcome(), "its key is newer");
    assertEquals(
        Outcome.AWAY,
        answered("HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\n\r\n").outcome());
    Names nobody =
        host -> {
          throw new UnknownHostException(host);
        };
    assertEquals(Outcome.AWAY, send(target("http", 1, true), nobody, USUAL).outcome());
    assertEquals(
        Outcome.AWAY, send(target("http", 1, true), host -> new InetAddress[0], USUAL).outcome());
  }

  @Test
  void anItemIsKnownAgainInOtherCompany() {
    Item one = new Item("finding", "{\"finding_id\":\"a\"}");
    Item other = new Item("finding", "{\"finding_id\":\"b\"}");
    Delivery alone = Delivery.of(List.of(one));
    Delivery together = Delivery.of(List.of(other, one));
    assertFalse(alone.id().equals(together.id()));
    String item = alone.body().substring("{\"items\":[".length(), alone.body().length() - 2);
    assertTrue(together.body().endsWith("," + item + "]}"), together.body());
    String id = item.substring(item.indexOf("sw_"), item.indexOf("\",\"finding\""));
    assertEquals(together.body().indexOf(id), together.body().lastIndexOf(id), "not the other's");
  }

  @Test
  void theNextAddressIsTriedUntilSomethingIsSent() throws Exception {
    InetAddress away = InetAddress.getByName("127.0.0.2");
    HttpServer server = started(HttpServer.create(anyPort(), 0));
    int port = server.getAddress().getPort();
    Names both = host -> new InetAddress[] {away, InetAddress.getLoopbackAddress()};
    try (ServerSocket silent = new ServerSocket(port, 1, away);
        Socket first = new Socket(away, port);
        Socket second = new Socket(away, port)) {
      // Its queue is full: whoever connects now hears nothing, as behind a firewall.
      assertEquals(Outcome.ACCEPTED, send(target("http", port, true), both, USUAL).outcome());
      assertEquals(1, heard.size());
    }
    try (ServerSocket dying = new ServerSocket(port, 1, away)) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket one = dying.accept()) {
                  int read = one.getInputStream().read();
                  assertTrue(read > 0);
                } catch (IOException e) {
                  // It went away, as it may.
                }
              });
      thread.start();
      assertEquals(Outcome.AWAY, send(target("http", port, true), both, USUAL).outcome());
      thread.join();
      assertEquals(1, heard.size(), "it may have taken it");
    } finally {
      server.stop(0);
    }
  }

  private Attempt answered(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket one = server.accept()) {
                  InputStream in = one.getInputStream();
                  int read = in.read();
                  while (read != '{' && read >= 0) { // to the body
                    read = in.read();
                  }
                  one.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                  one.shutdownOutput();
                  in.readAllBytes();
                } catch (IOException e) {
                  // It went away, as it may.
                }
              });
      thread.start();
      Attempt attempt = send(target("http", server.getLocalPort(), true), host -> here(), USUAL);
      thread.join();
      return attempt;
    }
  }

  @Test
  void anAddressThatLeadsToAPrivateOneIsNone() throws Exception {
    Target target = target("https", 443, false);
    for (String address :
        List.of(
            "0.1.2.3",
            "192.0.0.8",
            "198.18.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:a00:1::1",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
            "fec0::1")) {
      assertFalse(target.refusal(List.of(InetAddress.getByName(address))).isEmpty(), address);
    }
    for (String address : List.of("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822")) {
      assertEquals("", target.refusal(List.of(InetAddress.getByName(address))), address);
    }
    assertFalse(
        target
            .refusal(
                List.of(InetAddress.getByName("93.184.216.34"), InetAddress.getByName("10.0.0.1")))
            .isEmpty(),
        "one private one among them");
  }

  private static SSLContext selfSigned(Path dir) throws Exception {
    Path store = dir.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-ext",
                "san=dns:" + HOST,
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "changeit".toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
