// The measuring half of wsload: what happened from one mark to the next, and who asks for it.
typedef struct { u64 c[C_N], hist[HB], type[TYPES], at; double load; pstat server; } snap;
static snap base, last; static double connect_secs, peak; static u64 connect_fails;
static u64 types(int j){ u64 s=0; for(int i=0;i<O.workers;i++) s+=S->w[i].type[j]; return s; }
static u64 maxns(void){ u64 q=0; for(int i=0;i<O.workers;i++) if(S->w[i].maxns>q) q=S->w[i].maxns; return q; }
static u64 lastdata(void){ u64 q=0; for(int i=0;i<O.workers;i++) if(S->w[i].last_ns>q) q=S->w[i].last_ns; return q; }
static void look(snap*x){ x->at=mono(); x->server=ps(); x->load=kidcpu(); for(int i=0;i<C_N;i++) x->c[i]=tot(i); x->c[C_MSG]=x->c[C_PROMPTMSG]+x->c[C_SLOWMSG]+x->c[C_TRICKMSG]; hsum(x->hist); for(int j=0;j<TYPES;j++) x->type[j]=types(j); }
static u64*between(const snap*from,const snap*to){ static u64 d[HB]; for(int j=0;j<HB;j++) d[j]=to->hist[j]-from->hist[j]; return d; }
// What ended one measurement is what the next begins with: nothing comes in between.
static void begin(const snap*x){ base=last=*x; peak=0; S->epoch++; for(int i=0;i<O.workers;i++) S->w[i].maxns=0; }
// Every figure since the last mark; of what only the workers know when they end, nothing before they have.
static void report(const snap*x,int ended){
  u64*h=between(&base,x), open=sumopen(), beh=0, bc=0, mn=~0ull, mx=0; double secs=(x->at-base.at)*1e-9, M=x->c[C_MSG]-base.c[C_MSG], cpu=x->server.cpu-base.server.cpu, load=x->load-base.load;
  for(int i=0;i<O.workers;i++){ wstat*w=&S->w[i]; beh+=w->behind; bc+=w->behind_conns; if(w->minmsgs<mn) mn=w->minmsgs; if(w->maxmsgs>mx) mx=w->maxmsgs; }
  printf("RESULT {\"n\":%ld,\"open\":%lu,\"failed\":%lu,\"connect_s\":%.3f,\"secs\":%.2f,\"msgs\":%.0f,\"msg_per_s\":%.0f,\"peak_msg_s\":%.0f,\"MB_per_s\":%.2f",O.n,open,connect_fails,connect_secs,secs,M,M/secs,peak,(x->c[C_WIRE]-base.c[C_WIRE])/secs/1e6);
  printf(",\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f",pct(h,.5),pct(h,.9),pct(h,.99),pct(h,.999),maxns()/1e6);
  if(ended) printf(",\"behind_msgs\":%lu,\"behind_conns\":%lu,\"min_msgs\":%lu,\"max_msgs\":%lu",beh,bc,mn==~0ull?0:mn,mx);
  printf(",\"server_cpu_s\":%.2f,\"server_cpu_s_per_M\":%.3f,\"load_cpu_s\":%.2f,\"load_cpu_s_per_M\":%.3f,\"server_rss_kb\":%ld",cpu,M?cpu/M*1e6:0,load,M?load/M*1e6:0,x->server.rss_kb);
  u64 age=0; for(int i=0;i<O.workers;i++) if(S->w[i].token_age>age) age=S->w[i].token_age;
  printf(",\"token_age_max_s\":%.1f",age/1e9);
  printf(",\"msgs_per_recv\":%.2f",M/((double)(x->c[C_RECV]-base.c[C_RECV])+1e-9));
  // Of the connecting, and of what goes wrong, all since the beginning; of a --control measurement its own.
  for(int i=0;i<C_N;i++) if(i!=C_MSG) printf(",\"%s\":%lu",cn[i],x->c[i]-(O.control&&i>C_FAIL_TIMEOUT&&i!=C_DEFLATE&&i<C_AGAIN?base.c[i]:0));
  printf(",\"types\":{"); for(int j=0,first=1;j<TYPES;j++){ u64 t=x->type[j]-(O.control?base.type[j]:0); if(t){ printf("%s\"%d\":%lu",first?"":",",j,t); first=0; } }
  printf("},\"http_status\":["); for(int j=0;j<8;j++){ u64 s=0; for(int i=0;i<O.workers;i++) s+=S->w[i].httpstat[j]; printf("%s%lu",j?",":"",s); } printf("]}\n"); fflush(stdout); }
static void tick(int sec){
  snap x; look(&x); double m=x.c[C_MSG]-last.c[C_MSG]; u64*h=between(&last,&x); if(m>peak) peak=m;
  if(!O.quiet) printf("t=%-3d open=%lu msg/s=%.0f MB/s=%.1f p50=%.2fms p99=%.2fms max_so_far=%.0fms missing=%lu dup=%lu ooo=%lu eof=%lu rst=%lu\n",sec,sumopen(),m,(x.c[C_WIRE]-last.c[C_WIRE])/1e6,pct(h,.5),pct(h,.99),maxns()/1e6,x.c[C_MISSING],x.c[C_DUP],x.c[C_OOO],x.c[C_EOF],x.c[C_RST]);
  last=x; }
static void timed(void){ // one measurement of -d seconds
  u64 m0=base.at, next=m0, end=m0+(u64)(O.dur*1e9);
  for(int sec=1;mono()<end;sec++){
    next+=1000000000ull; u64 until=next<end?next:end, now=mono(); if(until>now) usleep((until-now)/1000);
    tick(sec); if(O.idle&&last.c[C_MSG]>base.c[C_MSG]&&mono()-lastdata()>(u64)O.idle*1000000000ull) break; }
  if(O.drain>0) usleep(O.drain*1e6); }
static void controlled(void){
  char line[64];
  while(fgets(line,sizeof line,stdin)&&strncmp(line,"quit",4)){
    snap x; look(&x);
    if(!strncmp(line,"mark",4)){ report(&x,0); begin(&x); }
    else if(!strncmp(line,"drop",4)){ S->drops++; printf("DROPPED {}\n"); }
    else if(!strncmp(line,"resume",6)){ S->resume=1; printf("RESUMED {}\n"); }
    else { u64 l=lastdata(), open=sumopen(); printf("PEEK {\"msgs\":%lu,\"prompt_messages\":%lu,\"slow_messages\":%lu,\"trickle_messages\":%lu,\"open\":%lu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"idle_ms\":%.0f}\n",x.c[C_MSG]-base.c[C_MSG],x.c[C_PROMPTMSG]-base.c[C_PROMPTMSG],x.c[C_SLOWMSG]-base.c[C_SLOWMSG],x.c[C_TRICKMSG]-base.c[C_TRICKMSG],open,pct(between(&base,&x),.5),pct(between(&base,&x),.99),l>base.at?(mono()-l)/1e6:(mono()-base.at)/1e6); }
    fflush(stdout); } }
