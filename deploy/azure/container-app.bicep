// Vaultflow on Azure Container Apps: one app that answers people and one that advances runs, both as one managed identity. It signs in
// to Azure Backup and reads its own secrets from a Key Vault; no password stands in this file or in the app. PostgreSQL (Flexible
// Server) and Azure Managed Redis exist already; their addresses are secrets of the vault.
//   az deployment group create -g rg-vaultflow -f container-app.bicep -p image=… keyVault=… publicHost=vaultflow.example.com
targetScope = 'resourceGroup'

param location string = resourceGroup().location
param name string = 'vaultflow'
@description('The image, with its tag or digest.')
param image string
@description('Name of a Key Vault in this resource group that holds database-url, redis-url, key and admin-password.')
param keyVault string
@description('The name people use. Bind it as a custom domain, or give the one that Container Apps has made.')
param publicHost string
@description('Subnet of the environment; its network security group is the outer wall of what may be called.')
param subnetId string
@description('Registry that the identity may pull from, such as contoso.azurecr.io.')
param registry string

var secretNames = ['database-url', 'redis-url', 'key', 'admin-password']
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-identity'
  location: location
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVault
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 90 }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: subnetId }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
  }
}

var settings = [
  { name: 'HOST', value: '0.0.0.0' }
  { name: 'PORT', value: '4680' }
  { name: 'VAULTFLOW_BEHIND_PROXY', value: '1' }
  { name: 'VAULTFLOW_PUBLIC_URL', value: 'https://${publicHost}' }
  { name: 'VAULTFLOW_ADMIN', value: 'admin' }
  { name: 'VAULTFLOW_LOG', value: 'info' }
  { name: 'DATABASE_URL', secretRef: 'database-url' }
  { name: 'REDIS_URL', secretRef: 'redis-url' }
  { name: 'VAULTFLOW_KEY', secretRef: 'key' }
  { name: 'VAULTFLOW_ADMIN_PASSWORD', secretRef: 'admin-password' }
]
var byName = [{ name: 'Host', value: 'localhost' }]

resource apps 'Microsoft.App/containerApps@2025-01-01' = [for role in ['web', 'worker']: {
  name: '${name}-${role}'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  dependsOn: [mayReadSecrets]
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: role == 'web' ? { external: true, targetPort: 4680, transport: 'http', allowInsecure: false } : null
      registries: [{ server: registry, identity: identity.id }]
      secrets: [for secret in secretNames: {
        name: secret
        keyVaultUrl: '${vault.properties.vaultUri}secrets/${secret}'
        identity: identity.id
      }]
    }
    template: {
      terminationGracePeriodSeconds: 40
      scale: { minReplicas: 2, maxReplicas: 10 }
      volumes: [{ name: 'data', storageType: 'EmptyDir' }]
      containers: [
        {
          name: 'vaultflow'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(settings, [{ name: 'VAULTFLOW_ROLES', value: role }])
          volumeMounts: [{ volumeName: 'data', mountPath: '/data' }]
          probes: [
            { type: 'Startup', httpGet: { path: '/api/health/live', port: 4680, httpHeaders: byName }, periodSeconds: 2, failureThreshold: 60 }
            { type: 'Liveness', httpGet: { path: '/api/health/live', port: 4680, httpHeaders: byName }, periodSeconds: 10, failureThreshold: 6 }
            { type: 'Readiness', httpGet: { path: '/api/health', port: 4680, httpHeaders: byName }, periodSeconds: 5 }
          ]
        }
      ]
    }
  }
}]

@description('Give this identity the role Backup Operator, or the role that the connections page prints, on the vaults it shall work with.')
output identityPrincipalId string = identity.properties.principalId
output address string = 'https://${publicHost}'
