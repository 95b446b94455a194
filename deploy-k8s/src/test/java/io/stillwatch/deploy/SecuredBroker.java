package io.stillwatch.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker that asks everybody for a password and lets nobody do what is not allowed. */
final class SecuredBroker implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final String MECHANISM = "SCRAM-SHA-512";

  private final KafkaRaftServer server;
  private final int port;

  private SecuredBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static SecuredBroker start(Path dir) throws Exception {
    String log = dir.toString();
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(log)
        .setMetadataLogDirectory(log)
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setScramArguments(List.of(MECHANISM + "=[name=" + ADMIN + ",password=" + ADMIN + "]"))
        .run();
    int port = QuietPort.free();
    KafkaRaftServer server = new KafkaRaftServer(config(log, port, QuietPort.free()), Time.SYSTEM);
    server.startup();
    return new SecuredBroker(server, port);
  }

  private static KafkaConfig config(String log, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "CLIENTS");
    p.put("listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("sasl.enabled.mechanisms", MECHANISM);
    p.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
    p.put("listener.name.clients.scram-sha-512.sasl.jaas.config", login(ADMIN, ADMIN));
    p.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS"); // the latter is the controller
    p.put("log.dirs", log);
    p.put("offsets.topic.replication.factor", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
    return KafkaConfig.fromProps(p);
  }

  /** As it stands in the secret of a KafkaUser. */
  static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            address(),
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            MECHANISM,
            "sasl.jaas.config",
            login(ADMIN, ADMIN)));
  }

  /** Makes a user with a password, and lets it do what its KafkaUser says, as Strimzi would. */
  void allow(JsonNode kafkaUser, String password) throws Exception {
    String user = kafkaUser.at("/metadata/name").asText();
    List<AclBinding> bindings = new ArrayList<>();
    for (JsonNode acl : kafkaUser.at("/spec/authorization/acls")) {
      ResourcePattern resource =
          new ResourcePattern(
              ResourceType.fromString(acl.at("/resource/type").asText()),
              acl.at("/resource/name").asText(),
              PatternType.LITERAL);
      for (JsonNode operation : acl.path("operations")) {
        bindings.add(
            new AclBinding(
                resource,
                new AccessControlEntry(
                    "User:" + user, "*", operation(operation.asText()), AclPermissionType.ALLOW)));
      }
    }
    UserScramCredentialAlteration credential =
        new UserScramCredentialUpsertion(
            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password);
    try (Admin admin = admin()) {
      admin.alterUserScramCredentials(List.of(credential)).all().get();
      admin.createAcls(bindings).all().get();
    }
  }

  private static AclOperation operation(String name) {
    return name.equals("DescribeConfigs")
        ? AclOperation.DESCRIBE_CONFIGS
        : AclOperation.valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
