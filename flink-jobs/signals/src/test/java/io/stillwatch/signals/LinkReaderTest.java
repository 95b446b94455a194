package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.InferenceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkReaderTest {

  private static final LinkReader READER = new LinkReader(HashKeys.of(HashKey.PUBLIC));

  private static LinkHashes read(Client client, AccountFacts account) {
    return READER.read(
        InferenceEvent.newBuilder(Reading.event(null, "p"))
            .setClient(client)
            .setAccount(account)
            .build());
  }

  private static LinkHashes client(String ip, String userAgent, String tls) {
    return read(
        Client.newBuilder().setIp(ip).setUserAgent(userAgent).setTlsFingerprint(tls).build(), null);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113",
    "2001:db8:aa:1::7, 2001:db8:aa:",
    "2001:0DB8:00aa::9, 2001:db8:aa:",
    "2001:db8::1, 2001:db8:0:",
    "::1, 0:0:0:",
    "::ffff:203.0.113.7, 203.0.113"
  })
  void anAddressIsItsNetwork(String ip, String network) {
    assertEquals(network, LinkReader.network(ip));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "", "10.0.0", "1.2.3.4.5", "host.example.com.au", "x:y:z"})
  void whatIsNoAddressLinksNobody(String ip) {
    assertNull(LinkReader.network(ip));
  }

  @Test
  void aProgramKeepsItsHashOverUpgrades() {
    long old = client(null, "openai-python/1.54.3", "t1").client();
    assertEquals(old, client(null, "openai-python/2.0.0", "t1").client());
    assertNotEquals(old, client(null, "openai-python/2.0.0", "t2").client());
    assertNotEquals(old, client(null, "openai-node/1.54.3", "t1").client());
    assertEquals(
        client(null, "web/Chrome 120", null).client(),
        client(null, "web/Chrome 121", null).client());
  }

  @Test
  void whatIsWrittenAlikeButMeansSomethingElseDiffers() {
    LinkHashes links =
        READER.read(
            InferenceEvent.newBuilder(Reading.event(null, "p"))
                .setAccount(AccountFacts.newBuilder().setPaymentFingerprint("same").build())
                .setToolSchemaHash("same")
                .setApiKeyId("same")
                .build());
    assertNotEquals(links.card(), links.tools());
    assertNotEquals(links.tools(), links.apiKey());
    assertEquals(0, links.network());
    assertEquals(0, links.client());
  }

  @Test
  void anotherKeyGivesOtherHashes() {
    InferenceEvent event =
        InferenceEvent.newBuilder(Reading.event(null, "p"))
            .setAccount(AccountFacts.newBuilder().setPaymentFingerprint("card").build())
            .build();
    LinkReader other = new LinkReader(HashKeys.read("000102030405060708090a0b0c0d0e0f"));
    assertNotEquals(READER.read(event).card(), other.read(event).card());
  }

  @Test
  void inARotationCardAndNetworkAreToldUnderBothKeys() {
    String one = "000102030405060708090a0b0c0d0e0f";
    String two = "101112131415161718191a1b1c1d1e1f";
    InferenceEvent event =
        InferenceEvent.newBuilder(Reading.event(null, "p"))
            .setAccount(AccountFacts.newBuilder().setPaymentFingerprint("card").build())
            .setClient(Client.newBuilder().setIp("198.51.100.7").build())
            .build();
    LinkHashes under = new LinkReader(HashKeys.read(one + "\n" + two + "\n")).read(event);
    LinkHashes after = new LinkReader(HashKeys.read(two + "\n" + one)).read(event);
    assertEquals(under.card(), after.otherCard());
    assertEquals(under.otherCard(), after.card());
    assertEquals(under.network(), after.otherNetwork());
    assertEquals(under.otherNetwork(), after.network());
    LinkHashes alone = new LinkReader(HashKeys.read(two)).read(event);
    assertEquals(after.card(), alone.card());
    assertEquals(0, alone.otherCard());
    for (String wrong : List.of("", one + "\n" + two + "\n" + one, one + "\n\n" + two)) {
      assertThrows(IllegalArgumentException.class, () -> HashKeys.read(wrong));
    }
  }

  @Test
  void whatWasNotToldLinksNobody() {
    assertEquals(LinkHashes.NONE, READER.read(Reading.event("s", "p")));
    assertEquals(
        LinkHashes.NONE, read(Client.newBuilder().build(), AccountFacts.newBuilder().build()));
  }
}
