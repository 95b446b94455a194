package io.stillwatch.cli.webhook;

import io.stillwatch.cli.WrongUse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where deliveries go, and whether they may go there.
 *
 * <p>HTTPS to a public address, unless the settings allow more: a URL that somebody could change
 * must not make this process talk to a cloud's metadata or to what listens on the cluster's inside.
 * The address is looked at before every attempt, since names are given other addresses; redirects
 * are never followed.
 *
 * @param plainAllowed whether {@code http} will do
 * @param privateAllowed whether an address of a private network will do, this machine among them
 */
record Target(URI url, boolean plainAllowed, boolean privateAllowed) {

  static Target of(String text, boolean plainAllowed, boolean privateAllowed) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new WrongUse("webhook.url is no URL: " + e.getReason(), e);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
      throw new WrongUse(
          "webhook.url must be like https://host/path, without user, password and fragment");
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && plainAllowed)) {
      throw new WrongUse(
          "webhook.url must begin with https://"
              + (scheme.equals("http") ? "; webhook.allow.http=true takes plain http" : ""));
    }
    return new Target(url, plainAllowed, privateAllowed);
  }

  /** Why nothing may be sent there at present; empty when it may. */
  String refusal() throws UnknownHostException {
    if (privateAllowed) {
      return "";
    }
    for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
      if (!isPublic(address)) {
        return url.getHost()
            + " is "
            + address.getHostAddress()
            + ", which is no public address; webhook.allow.private=true takes it";
      }
    }
    return "";
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean unique = address instanceof Inet6Address && (bytes[0] & 0xFE) == 0xFC; // fc00::/7
    boolean shared =
        bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64; // 100.64.0.0/10
    return !unique
        && !shared
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress() // 169.254.169.254 among them
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress();
  }

  /** Without the query: some receivers have their secret there. */
  @Override
  public String toString() {
    return url.getScheme() + "://" + url.getAuthority() + url.getPath();
  }
}
