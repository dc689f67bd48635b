{{- define "labkeeper.name" -}}
{{ printf "%s-%s" .Release.Name .part | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* What selects a part; never changes, since a Deployment cannot. */}}
{{- define "labkeeper.selector" -}}
app.kubernetes.io/name: labkeeper
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "labkeeper.labels" -}}
{{ include "labkeeper.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "labkeeper.image" -}}
{{ with .Values.image.registry }}{{ . }}/{{ end }}labkeeper/{{ .module }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* The restricted profile of Kubernetes, and nothing to write on. */}}
{{- define "labkeeper.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "labkeeper.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- /* The three services: by what name the values know them, their module, and whether they are called from outside and call Proxmox. */}}
{{- define "labkeeper.services" -}}
- {key: worker, module: sync-worker, called: false, proxmox: true}
- {key: inventory, module: inventory-service, called: true, proxmox: false}
- {key: action, module: action-service, called: true, proxmox: true}
{{- end }}
