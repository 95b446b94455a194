{{- define "stillwatch.labels" -}}
app.kubernetes.io/name: stillwatch
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "stillwatch.selector" -}}
app.kubernetes.io/name: stillwatch
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "stillwatch.image" -}}
{{- $root := index . 0 }}{{ $image := index . 1 -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "stillwatch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 9999
runAsGroup: 9999
fsGroup: 9999
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "stillwatch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Of one that listens to nobody, and writes this file while it does its rounds: minutes until it is taken for dead. */}}
{{- define "stillwatch.aliveProbes" -}}
startupProbe:
  exec: {command: [test, -f, /tmp/alive]}
  periodSeconds: 5
  failureThreshold: 24
livenessProbe:
  exec: {command: [sh, -c, 'test -n "$(find /tmp/alive -mmin -{{ . }})"']}
  periodSeconds: 30
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* The same paths in every pod; only the secret of the credentials differs: (root, principal). */}}
{{- define "stillwatch.kafkaMounts" -}}
- {name: settings, mountPath: /etc/stillwatch/settings, readOnly: true}
{{- if hasPrefix "SASL_" .Values.kafka.security.protocol }}
- {name: kafka-credentials, mountPath: /etc/stillwatch/kafka, readOnly: true}
{{- end }}
{{- if .Values.kafka.security.caSecret }}
- {name: kafka-ca, mountPath: /etc/stillwatch/kafka-ca, readOnly: true}
{{- end }}
{{- end }}

{{- define "stillwatch.kafkaVolumes" -}}
{{- $root := index . 0 }}{{ $principal := index . 1 -}}
- name: settings
  configMap: {name: {{ $root.Release.Name }}-settings}
{{- if hasPrefix "SASL_" $root.Values.kafka.security.protocol }}
- name: kafka-credentials
  secret:
    secretName: {{ get $root.Values.kafka.security.credentials $principal }}
    defaultMode: 0440
{{- end }}
{{- if $root.Values.kafka.security.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ $root.Values.kafka.security.caSecret }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- end }}

{{/* What the engine and the commands read about Kafka: how to get at secrets, never the secrets. */}}
{{- define "stillwatch.kafkaSettings" -}}
kafka.security.protocol={{ .Values.kafka.security.protocol }}
{{- if hasPrefix "SASL_" .Values.kafka.security.protocol }}
kafka.sasl.mechanism={{ .Values.kafka.security.mechanism }}
kafka.config.providers=dir
kafka.config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
kafka.config.providers.dir.param.allowed.paths=/etc/stillwatch/kafka
kafka.sasl.jaas.config=${dir:/etc/stillwatch/kafka:sasl.jaas.config}
{{- end }}
{{- if .Values.kafka.security.caSecret }}
kafka.ssl.truststore.type=PEM
kafka.ssl.truststore.location=/etc/stillwatch/kafka-ca/ca.crt
{{- end }}
{{- end }}

{{- /* A value as it was written: to Helm every number is a fraction, and from a million on it writes 2e+06. */}}
{{- define "stillwatch.plain" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ printf "%.0f" . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- define "stillwatch.egress.dns" -}}
- to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- end }}

{{- define "stillwatch.egress.kafka" -}}
{{- with .Values.network.kafka }}
- to:
    {{- if or .namespaceLabels .podLabels }}
    - namespaceSelector: {matchLabels: {{ toJson .namespaceLabels }}}
      podSelector: {matchLabels: {{ toJson .podLabels }}}
    {{- end }}
    {{- range .cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports: [{{ range $i, $p := .ports }}{{ if $i }}, {{ end }}{protocol: TCP, port: {{ $p }}}{{ end }}]
{{- end }}
{{- end }}

{{- define "stillwatch.egress.cidrs" -}}
- to: [{{ range $i, $c := .cidrs }}{{ if $i }}, {{ end }}{ipBlock: {cidr: {{ $c }}}}{{ end }}]
  ports: [{{ range $i, $p := .ports }}{{ if $i }}, {{ end }}{protocol: TCP, port: {{ $p }}}{{ end }}]
{{- end }}
